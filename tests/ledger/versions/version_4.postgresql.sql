CREATE TABLE public.answer (
    id integer NOT NULL,
    period text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    answered_at text NOT NULL,
    revision integer NOT NULL,
    undone integer
);
CREATE SEQUENCE public.answer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.answer_id_seq OWNED BY public.answer.id;
CREATE TABLE public.arrival (
    id integer NOT NULL,
    original integer NOT NULL,
    mark text NOT NULL,
    sent_at text NOT NULL,
    received_at text NOT NULL,
    proof text NOT NULL
);
CREATE SEQUENCE public.arrival_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.arrival_id_seq OWNED BY public.arrival.id;
CREATE TABLE public.closing (
    id integer NOT NULL,
    period text NOT NULL,
    form text NOT NULL,
    settings text NOT NULL,
    closed_at text NOT NULL,
    revision integer NOT NULL,
    reopened integer,
    reason text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.closing_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.closing_id_seq OWNED BY public.closing.id;
CREATE TABLE public.decision (
    id integer NOT NULL,
    period text NOT NULL,
    form text NOT NULL,
    unit text NOT NULL,
    submission integer,
    kind text NOT NULL,
    until text NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    decided_at text NOT NULL,
    revision integer NOT NULL,
    undone integer
);
CREATE SEQUENCE public.decision_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.decision_id_seq OWNED BY public.decision.id;
CREATE TABLE public.document (
    sha256 text NOT NULL,
    content text NOT NULL
);
CREATE TABLE public.edition (
    id integer NOT NULL,
    period text NOT NULL,
    form text NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    figures text NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    made_at text NOT NULL,
    revision integer NOT NULL
);
CREATE SEQUENCE public.edition_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.edition_id_seq OWNED BY public.edition.id;
CREATE TABLE public.enclosure (
    letter integer NOT NULL,
    sha256 text NOT NULL
);
CREATE TABLE public.event (
    id integer NOT NULL,
    at text NOT NULL,
    who text NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    action text NOT NULL,
    detail text NOT NULL,
    form text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.evidence (
    original integer NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    form text NOT NULL
);
CREATE TABLE public.finding (
    submission integer NOT NULL,
    number integer NOT NULL,
    severity text NOT NULL,
    code text NOT NULL,
    sheet text NOT NULL,
    cell text NOT NULL,
    "row" text NOT NULL,
    field text NOT NULL,
    found text NOT NULL,
    expected text NOT NULL,
    message text NOT NULL,
    answer text NOT NULL
);
CREATE TABLE public.in_force (
    id integer NOT NULL,
    period text NOT NULL,
    form text NOT NULL,
    registry text NOT NULL,
    design text NOT NULL,
    due text NOT NULL,
    revision integer NOT NULL
);
CREATE SEQUENCE public.in_force_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.in_force_id_seq OWNED BY public.in_force.id;
CREATE TABLE public.issued (
    id integer NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    form text NOT NULL,
    form_version text NOT NULL,
    serial integer NOT NULL,
    stamp text NOT NULL,
    layout text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    issued_at text NOT NULL,
    owed text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.issued_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.issued_id_seq OWNED BY public.issued.id;
CREATE TABLE public.letter (
    original integer NOT NULL,
    message_id text NOT NULL,
    "references" text NOT NULL,
    sender text NOT NULL,
    subject text NOT NULL,
    automatic boolean NOT NULL,
    links text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.link (
    id integer NOT NULL,
    unit text NOT NULL,
    until text NOT NULL,
    made_at text NOT NULL,
    revoked_at text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.link_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.link_id_seq OWNED BY public.link.id;
CREATE TABLE public.mail (
    id integer NOT NULL,
    message_id text NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    state text NOT NULL,
    recipients text NOT NULL,
    subject text NOT NULL,
    file text NOT NULL,
    reply text NOT NULL,
    changed_at text NOT NULL
);
CREATE SEQUENCE public.mail_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.mail_id_seq OWNED BY public.mail.id;
CREATE TABLE public.mailbox (
    period text NOT NULL,
    folder text NOT NULL,
    uidvalidity integer NOT NULL,
    uid integer NOT NULL
);
CREATE TABLE public.operator (
    name text NOT NULL,
    role text NOT NULL,
    password text NOT NULL,
    changed_at text NOT NULL
);
CREATE TABLE public.original (
    id integer NOT NULL,
    period text NOT NULL,
    sha256 text NOT NULL,
    name text NOT NULL,
    size integer NOT NULL,
    stored text NOT NULL,
    source text NOT NULL,
    sender text NOT NULL,
    received_at text NOT NULL,
    container boolean NOT NULL
);
CREATE SEQUENCE public.original_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.original_id_seq OWNED BY public.original.id;
CREATE TABLE public.period (
    name text NOT NULL,
    closed boolean NOT NULL
);
CREATE TABLE public.rejudge (
    original integer NOT NULL
);
CREATE TABLE public.ruling (
    submission integer NOT NULL,
    revision integer NOT NULL,
    verdict text NOT NULL,
    counts boolean NOT NULL
);
CREATE TABLE public.schema_version (
    version integer NOT NULL,
    applied_at text NOT NULL
);
CREATE TABLE public.signing_key (
    fingerprint text NOT NULL,
    known_since text NOT NULL
);
CREATE TABLE public.submission (
    id integer NOT NULL,
    original integer NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    stated_period text NOT NULL,
    form text NOT NULL,
    form_version text NOT NULL,
    verdict text NOT NULL,
    counts boolean NOT NULL,
    judged_at text NOT NULL,
    feedback text,
    judged text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.submission_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.submission_id_seq OWNED BY public.submission.id;
CREATE TABLE public.value (
    submission integer NOT NULL,
    number integer NOT NULL,
    sheet text NOT NULL,
    "row" text NOT NULL,
    field text NOT NULL,
    state text NOT NULL,
    type text NOT NULL,
    content text NOT NULL,
    raw text NOT NULL,
    sheet_name text NOT NULL,
    cell text NOT NULL
);
CREATE TABLE public.waiver (
    id integer NOT NULL,
    period text NOT NULL,
    form text DEFAULT ''::text NOT NULL,
    unit text NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    waived_at text NOT NULL,
    revision integer
);
CREATE SEQUENCE public.waiver_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.waiver_id_seq OWNED BY public.waiver.id;
ALTER TABLE ONLY public.answer ALTER COLUMN id SET DEFAULT nextval('public.answer_id_seq'::regclass);
ALTER TABLE ONLY public.arrival ALTER COLUMN id SET DEFAULT nextval('public.arrival_id_seq'::regclass);
ALTER TABLE ONLY public.closing ALTER COLUMN id SET DEFAULT nextval('public.closing_id_seq'::regclass);
ALTER TABLE ONLY public.decision ALTER COLUMN id SET DEFAULT nextval('public.decision_id_seq'::regclass);
ALTER TABLE ONLY public.edition ALTER COLUMN id SET DEFAULT nextval('public.edition_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.in_force ALTER COLUMN id SET DEFAULT nextval('public.in_force_id_seq'::regclass);
ALTER TABLE ONLY public.issued ALTER COLUMN id SET DEFAULT nextval('public.issued_id_seq'::regclass);
ALTER TABLE ONLY public.link ALTER COLUMN id SET DEFAULT nextval('public.link_id_seq'::regclass);
ALTER TABLE ONLY public.mail ALTER COLUMN id SET DEFAULT nextval('public.mail_id_seq'::regclass);
ALTER TABLE ONLY public.original ALTER COLUMN id SET DEFAULT nextval('public.original_id_seq'::regclass);
ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);
ALTER TABLE ONLY public.waiver ALTER COLUMN id SET DEFAULT nextval('public.waiver_id_seq'::regclass);
INSERT INTO public.answer VALUES (1, '2025-07', 'H2', '采用', '电话核实', '王', '2025-08-06T01:30:00.000000+00:00', 17, NULL);
INSERT INTO public.arrival VALUES (1, 1, '', '', '2025-08-05T01:31:00.000000+00:00', '');
INSERT INTO public.arrival VALUES (2, 2, '', '', '2025-08-05T01:32:00.000000+00:00', '');
INSERT INTO public.arrival VALUES (3, 3, '', '', '2025-08-05T01:33:00.000000+00:00', '');
INSERT INTO public.closing VALUES (1, '2025-07', '月通报', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '2025-08-05T01:30:00.000000+00:00', 15, NULL, '');
INSERT INTO public.decision VALUES (1, '2025-07', '月通报', '县科技局', NULL, '延期', '2025-08-12', '防汛', '王', '2025-08-06T01:30:00.000000+00:00', 16, NULL);
INSERT INTO public.document VALUES ('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '');
INSERT INTO public.document VALUES ('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', '{}');
INSERT INTO public.edition VALUES (1, '2025-07', '月通报', '汇总表', 1, '汇总表.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', '', '王', '2025-08-06T01:30:00.000000+00:00', 18);
INSERT INTO public.enclosure VALUES (1, '0000000000000000000000000000000000000000000000000000000000000001');
INSERT INTO public.event VALUES (1, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县科技局', '下发', '县科技局.xlsx', '');
INSERT INTO public.event VALUES (2, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县科技局', '下发', '县科技局.xlsx', '');
INSERT INTO public.event VALUES (3, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县民政局', '下发', '县科技局.xlsx', '');
INSERT INTO public.event VALUES (4, '2025-08-05T01:31:00.000000+00:00', '', '2025-07', '县科技局', '收到', '报送1.xlsx', '');
INSERT INTO public.event VALUES (5, '2025-08-05T01:31:00.000000+00:00', '', '2025-07', '县科技局', '判定', '报送1.xlsx：退回', '');
INSERT INTO public.event VALUES (6, '2025-08-05T01:32:00.000000+00:00', '', '2025-07', '县科技局', '收到', '报送2.xlsx', '');
INSERT INTO public.event VALUES (7, '2025-08-05T01:32:00.000000+00:00', '', '2025-07', '县科技局', '判定', '报送2.xlsx：合格（待核实）', '');
INSERT INTO public.event VALUES (8, '2025-08-05T01:32:00.000000+00:00', '', '2025-07', '县科技局', '计入', '报送2.xlsx', '');
INSERT INTO public.event VALUES (9, '2025-08-05T01:33:00.000000+00:00', '', '2025-07', '县民政局', '收到', '报送3.xlsx', '');
INSERT INTO public.event VALUES (10, '2025-08-05T01:33:00.000000+00:00', '', '2025-07', '县民政局', '判定', '报送3.xlsx：退回', '');
INSERT INTO public.event VALUES (11, '2025-08-05T01:30:00.000000+00:00', '王', '2025-07', '县民政局', '放行', 'R05：上期多报，已核', '');
INSERT INTO public.event VALUES (12, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县民政局', '改判', '报送3.xlsx：合格', '');
INSERT INTO public.event VALUES (13, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县民政局', '计入', '报送3.xlsx', '');
INSERT INTO public.event VALUES (14, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县科技局', '发信', '下发：7月下发表（kjj@example.gov.cn）：250 OK', '');
INSERT INTO public.event VALUES (15, '2025-08-05T01:30:00.000000+00:00', '王', '2025-07', '', '关闭', '', '');
INSERT INTO public.event VALUES (16, '2025-08-06T01:30:00.000000+00:00', '王', '2025-07', '县科技局', '延期', '2025-08-12：防汛', '月通报');
INSERT INTO public.event VALUES (17, '2025-08-06T01:30:00.000000+00:00', '王', '2025-07', '县科技局', '裁定', 'H2：采用', '');
INSERT INTO public.event VALUES (18, '2025-08-06T01:30:00.000000+00:00', '王', '2025-07', '', '出版', '汇总表第1版：', '月通报');
INSERT INTO public.evidence VALUES (1, '2025-07', '县科技局', '月通报');
INSERT INTO public.finding VALUES (1, 1, 'error', 'R05', '指标数据', 'H7', '', '', '', '', '累计低于上期', '');
INSERT INTO public.finding VALUES (2, 1, 'query', 'V201', '指标数据', 'H8', '', '', '', '', '约数', '');
INSERT INTO public.finding VALUES (3, 1, 'error', 'R05', '指标数据', 'H7', '', '', '', '', '累计低于上期', '');
INSERT INTO public.issued VALUES (1, '2025-07', '县科技局', '月通报', '1', 1, 'stamp', '{}', '县科技局.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '2025-08-05T01:30:00.000000+00:00', '');
INSERT INTO public.issued VALUES (2, '2025-07', '县科技局', '月通报', '1', 2, 'stamp', '{}', '县科技局.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '2025-08-05T01:30:00.000000+00:00', '');
INSERT INTO public.issued VALUES (3, '2025-07', '县民政局', '月通报', '1', 1, 'stamp', '{}', '县科技局.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '2025-08-05T01:30:00.000000+00:00', '');
INSERT INTO public.letter VALUES (1, '<1@example.gov.cn>', '', 'kjj@example.gov.cn', '7月报表', false, '');
INSERT INTO public.mail VALUES (1, '<下发@example.gov.cn>', '2025-07', '县科技局', '下发', '月通报-2', '已发', 'kjj@example.gov.cn', '7月下发表', '县科技局_下发_月通报-2.eml', '250 OK', '2025-08-05T01:30:00.000000+00:00');
INSERT INTO public.mailbox VALUES ('2025-07', 'office@mail.example.gov.cn/INBOX', 7, 42);
INSERT INTO public.original VALUES (1, '2025-07', '0000000000000000000000000000000000000000000000000000000000000001', '报送1.xlsx', 1, '0000000000000000000000000000000000000000000000000000000000000001.xlsx', '', '', '2025-08-05T01:31:00.000000+00:00', false);
INSERT INTO public.original VALUES (2, '2025-07', '0000000000000000000000000000000000000000000000000000000000000002', '报送2.xlsx', 2, '0000000000000000000000000000000000000000000000000000000000000002.xlsx', '', '', '2025-08-05T01:32:00.000000+00:00', false);
INSERT INTO public.original VALUES (3, '2025-07', '0000000000000000000000000000000000000000000000000000000000000003', '报送3.xlsx', 3, '0000000000000000000000000000000000000000000000000000000000000003.xlsx', '', '', '2025-08-05T01:33:00.000000+00:00', false);
INSERT INTO public.period VALUES ('2025-07', false);
INSERT INTO public.ruling VALUES (2, 7, 'accepted_with_queries', true);
INSERT INTO public.ruling VALUES (3, 10, 'accepted', true);
INSERT INTO public.ruling VALUES (1, 5, 'returned', false);
INSERT INTO public.schema_version VALUES (2, '2025-08-01T00:00:00.000000+00:00');
INSERT INTO public.schema_version VALUES (3, '2026-11-30T23:24:01.564430+00:00');
INSERT INTO public.schema_version VALUES (4, '2026-12-01T12:01:22.668078+00:00');
INSERT INTO public.signing_key VALUES ('0123456789abcdef', '2025-08-06T01:30:00.000000+00:00');
INSERT INTO public.submission VALUES (2, 2, '2025-07', '县科技局', '2025-07', '月通报', '1', 'accepted_with_queries', true, '2025-08-05T01:32:00.000000+00:00', NULL, 'accepted_with_queries');
INSERT INTO public.submission VALUES (3, 3, '2025-07', '县民政局', '2025-07', '月通报', '1', 'accepted', true, '2025-08-05T01:33:00.000000+00:00', NULL, 'accepted');
INSERT INTO public.submission VALUES (1, 1, '2025-07', '县科技局', '2025-07', '月通报', '1', 'returned', false, '2025-08-05T01:31:00.000000+00:00', '县科技局_退回.xlsx', 'returned');
INSERT INTO public.value VALUES (1, 1, '指标数据', 'T01-01-1', '累计完成', '已报', 'number', '1.50', '1.50', '指标数据', 'H7');
INSERT INTO public.value VALUES (2, 1, '指标数据', 'T01-01-1', '累计完成', '已报', 'number', '2.50', '2.50', '指标数据', 'H7');
INSERT INTO public.value VALUES (3, 1, '指标数据', 'T01-01-1', '累计完成', '已报', 'number', '9', '9', '指标数据', 'H7');
INSERT INTO public.waiver VALUES (1, '2025-07', '月通报', '县民政局', 'R05', '上期多报，已核', '王', '2025-08-05T01:30:00.000000+00:00', NULL);
SELECT pg_catalog.setval('public.answer_id_seq', 1, true);
SELECT pg_catalog.setval('public.arrival_id_seq', 3, true);
SELECT pg_catalog.setval('public.closing_id_seq', 1, true);
SELECT pg_catalog.setval('public.decision_id_seq', 1, true);
SELECT pg_catalog.setval('public.edition_id_seq', 1, true);
SELECT pg_catalog.setval('public.event_id_seq', 18, true);
SELECT pg_catalog.setval('public.in_force_id_seq', 1, false);
SELECT pg_catalog.setval('public.issued_id_seq', 3, true);
SELECT pg_catalog.setval('public.link_id_seq', 1, false);
SELECT pg_catalog.setval('public.mail_id_seq', 1, true);
SELECT pg_catalog.setval('public.original_id_seq', 3, true);
SELECT pg_catalog.setval('public.submission_id_seq', 3, true);
SELECT pg_catalog.setval('public.waiver_id_seq', 1, true);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_original_mark_key UNIQUE (original, mark);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (sha256);
ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_period_form_kind_number_key UNIQUE (period, form, kind, number);
ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.enclosure
    ADD CONSTRAINT enclosure_pkey PRIMARY KEY (letter, sha256);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (original);
ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (submission, number);
ALTER TABLE ONLY public.in_force
    ADD CONSTRAINT in_force_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.issued
    ADD CONSTRAINT issued_period_unit_form_serial_key UNIQUE (period, unit, form, serial);
ALTER TABLE ONLY public.issued
    ADD CONSTRAINT issued_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT letter_pkey PRIMARY KEY (original);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mailbox
    ADD CONSTRAINT mailbox_pkey PRIMARY KEY (period, folder);
ALTER TABLE ONLY public.operator
    ADD CONSTRAINT operator_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.original
    ADD CONSTRAINT original_period_sha256_key UNIQUE (period, sha256);
ALTER TABLE ONLY public.original
    ADD CONSTRAINT original_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.period
    ADD CONSTRAINT period_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.rejudge
    ADD CONSTRAINT rejudge_pkey PRIMARY KEY (original);
ALTER TABLE ONLY public.ruling
    ADD CONSTRAINT ruling_pkey PRIMARY KEY (submission, revision);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_pkey PRIMARY KEY (fingerprint);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_original_key UNIQUE (original);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.value
    ADD CONSTRAINT value_pkey PRIMARY KEY (submission, number);
ALTER TABLE ONLY public.waiver
    ADD CONSTRAINT waiver_period_form_unit_code_key UNIQUE (period, form, unit, code);
ALTER TABLE ONLY public.waiver
    ADD CONSTRAINT waiver_pkey PRIMARY KEY (id);
CREATE INDEX answer_by_question ON public.answer USING btree (question);
CREATE INDEX closing_by_form ON public.closing USING btree (period, form);
CREATE INDEX decision_by_unit ON public.decision USING btree (period, unit);
CREATE INDEX event_by_unit ON public.event USING btree (unit);
CREATE INDEX evidence_by_unit ON public.evidence USING btree (period, unit);
CREATE INDEX in_force_by_form ON public.in_force USING btree (period, form);
CREATE INDEX link_by_unit ON public.link USING btree (unit);
CREATE INDEX mail_by_unit ON public.mail USING btree (period, unit);
CREATE INDEX submission_by_unit ON public.submission USING btree (period, unit);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_undone_fkey FOREIGN KEY (undone) REFERENCES public.event(id);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_reopened_fkey FOREIGN KEY (reopened) REFERENCES public.event(id);
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_settings_fkey FOREIGN KEY (settings) REFERENCES public.document(sha256);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_undone_fkey FOREIGN KEY (undone) REFERENCES public.event(id);
ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_figures_fkey FOREIGN KEY (figures) REFERENCES public.document(sha256);
ALTER TABLE ONLY public.edition
    ADD CONSTRAINT edition_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
ALTER TABLE ONLY public.enclosure
    ADD CONSTRAINT enclosure_letter_fkey FOREIGN KEY (letter) REFERENCES public.letter(original);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);
ALTER TABLE ONLY public.in_force
    ADD CONSTRAINT in_force_design_fkey FOREIGN KEY (design) REFERENCES public.document(sha256);
ALTER TABLE ONLY public.in_force
    ADD CONSTRAINT in_force_registry_fkey FOREIGN KEY (registry) REFERENCES public.document(sha256);
ALTER TABLE ONLY public.in_force
    ADD CONSTRAINT in_force_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT letter_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.rejudge
    ADD CONSTRAINT rejudge_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.ruling
    ADD CONSTRAINT ruling_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
ALTER TABLE ONLY public.ruling
    ADD CONSTRAINT ruling_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.value
    ADD CONSTRAINT value_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);
ALTER TABLE ONLY public.waiver
    ADD CONSTRAINT waiver_revision_fkey FOREIGN KEY (revision) REFERENCES public.event(id);
