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
    detail text NOT NULL
);
CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
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
    issued_at text NOT NULL
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
    automatic boolean NOT NULL
);
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
CREATE TABLE public.schema_version (
    version integer NOT NULL,
    applied_at text NOT NULL
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
    feedback text
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
    unit text NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    who text NOT NULL,
    waived_at text NOT NULL
);
CREATE SEQUENCE public.waiver_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.waiver_id_seq OWNED BY public.waiver.id;
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.issued ALTER COLUMN id SET DEFAULT nextval('public.issued_id_seq'::regclass);
ALTER TABLE ONLY public.mail ALTER COLUMN id SET DEFAULT nextval('public.mail_id_seq'::regclass);
ALTER TABLE ONLY public.original ALTER COLUMN id SET DEFAULT nextval('public.original_id_seq'::regclass);
ALTER TABLE ONLY public.submission ALTER COLUMN id SET DEFAULT nextval('public.submission_id_seq'::regclass);
ALTER TABLE ONLY public.waiver ALTER COLUMN id SET DEFAULT nextval('public.waiver_id_seq'::regclass);
INSERT INTO public.enclosure VALUES (1, '0000000000000000000000000000000000000000000000000000000000000001');
INSERT INTO public.event VALUES (1, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县科技局', '下发', '县科技局.xlsx');
INSERT INTO public.event VALUES (2, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县科技局', '下发', '县科技局.xlsx');
INSERT INTO public.event VALUES (3, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县民政局', '下发', '县科技局.xlsx');
INSERT INTO public.event VALUES (4, '2025-08-05T01:31:00.000000+00:00', '', '2025-07', '县科技局', '收到', '报送1.xlsx');
INSERT INTO public.event VALUES (5, '2025-08-05T01:31:00.000000+00:00', '', '2025-07', '县科技局', '判定', '报送1.xlsx：退回');
INSERT INTO public.event VALUES (6, '2025-08-05T01:32:00.000000+00:00', '', '2025-07', '县科技局', '收到', '报送2.xlsx');
INSERT INTO public.event VALUES (7, '2025-08-05T01:32:00.000000+00:00', '', '2025-07', '县科技局', '判定', '报送2.xlsx：合格（待核实）');
INSERT INTO public.event VALUES (8, '2025-08-05T01:32:00.000000+00:00', '', '2025-07', '县科技局', '计入', '报送2.xlsx');
INSERT INTO public.event VALUES (9, '2025-08-05T01:33:00.000000+00:00', '', '2025-07', '县民政局', '收到', '报送3.xlsx');
INSERT INTO public.event VALUES (10, '2025-08-05T01:33:00.000000+00:00', '', '2025-07', '县民政局', '判定', '报送3.xlsx：退回');
INSERT INTO public.event VALUES (11, '2025-08-05T01:30:00.000000+00:00', '王', '2025-07', '县民政局', '放行', 'R05：上期多报，已核');
INSERT INTO public.event VALUES (12, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县民政局', '改判', '报送3.xlsx：合格');
INSERT INTO public.event VALUES (13, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县民政局', '计入', '报送3.xlsx');
INSERT INTO public.event VALUES (14, '2025-08-05T01:30:00.000000+00:00', '', '2025-07', '县科技局', '发信', '下发：7月下发表（kjj@example.gov.cn）：250 OK');
INSERT INTO public.event VALUES (15, '2025-08-05T01:30:00.000000+00:00', '王', '2025-07', '', '关闭', '');
INSERT INTO public.finding VALUES (1, 1, 'error', 'R05', '指标数据', 'H7', '', '', '', '', '累计低于上期', '');
INSERT INTO public.finding VALUES (2, 1, 'query', 'V201', '指标数据', 'H8', '', '', '', '', '约数', '');
INSERT INTO public.finding VALUES (3, 1, 'error', 'R05', '指标数据', 'H7', '', '', '', '', '累计低于上期', '');
INSERT INTO public.issued VALUES (1, '2025-07', '县科技局', '月通报', '1', 1, 'stamp', '{}', '县科技局.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '2025-08-05T01:30:00.000000+00:00');
INSERT INTO public.issued VALUES (2, '2025-07', '县科技局', '月通报', '1', 2, 'stamp', '{}', '县科技局.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '2025-08-05T01:30:00.000000+00:00');
INSERT INTO public.issued VALUES (3, '2025-07', '县民政局', '月通报', '1', 1, 'stamp', '{}', '县科技局.xlsx', '0000000000000000000000000000000000000000000000000000000000000000', '2025-08-05T01:30:00.000000+00:00');
INSERT INTO public.letter VALUES (1, '<1@example.gov.cn>', '', 'kjj@example.gov.cn', '7月报表', false);
INSERT INTO public.mail VALUES (1, '<下发@example.gov.cn>', '2025-07', '县科技局', '下发', '月通报-2', '已发', 'kjj@example.gov.cn', '7月下发表', '县科技局_下发_月通报-2.eml', '250 OK', '2025-08-05T01:30:00.000000+00:00');
INSERT INTO public.mailbox VALUES ('2025-07', 'office@mail.example.gov.cn/INBOX', 7, 42);
INSERT INTO public.original VALUES (1, '2025-07', '0000000000000000000000000000000000000000000000000000000000000001', '报送1.xlsx', 1, '0000000000000000000000000000000000000000000000000000000000000001.xlsx', '', '', '2025-08-05T01:31:00.000000+00:00', false);
INSERT INTO public.original VALUES (2, '2025-07', '0000000000000000000000000000000000000000000000000000000000000002', '报送2.xlsx', 2, '0000000000000000000000000000000000000000000000000000000000000002.xlsx', '', '', '2025-08-05T01:32:00.000000+00:00', false);
INSERT INTO public.original VALUES (3, '2025-07', '0000000000000000000000000000000000000000000000000000000000000003', '报送3.xlsx', 3, '0000000000000000000000000000000000000000000000000000000000000003.xlsx', '', '', '2025-08-05T01:33:00.000000+00:00', false);
INSERT INTO public.period VALUES ('2025-07', true);
INSERT INTO public.schema_version VALUES (2, '2025-08-01T00:00:00.000000+00:00');
INSERT INTO public.submission VALUES (2, 2, '2025-07', '县科技局', '2025-07', '月通报', '1', 'accepted_with_queries', true, '2025-08-05T01:32:00.000000+00:00', NULL);
INSERT INTO public.submission VALUES (3, 3, '2025-07', '县民政局', '2025-07', '月通报', '1', 'accepted', true, '2025-08-05T01:33:00.000000+00:00', NULL);
INSERT INTO public.submission VALUES (1, 1, '2025-07', '县科技局', '2025-07', '月通报', '1', 'returned', false, '2025-08-05T01:31:00.000000+00:00', '县科技局_退回.xlsx');
INSERT INTO public.value VALUES (1, 1, '指标数据', 'T01-01-1', '累计完成', '已报', 'number', '1.50', '1.50', '指标数据', 'H7');
INSERT INTO public.value VALUES (2, 1, '指标数据', 'T01-01-1', '累计完成', '已报', 'number', '2.50', '2.50', '指标数据', 'H7');
INSERT INTO public.value VALUES (3, 1, '指标数据', 'T01-01-1', '累计完成', '已报', 'number', '9', '9', '指标数据', 'H7');
INSERT INTO public.waiver VALUES (1, '2025-07', '县民政局', 'R05', '上期多报，已核', '王', '2025-08-05T01:30:00.000000+00:00');
SELECT pg_catalog.setval('public.event_id_seq', 15, true);
SELECT pg_catalog.setval('public.issued_id_seq', 3, true);
SELECT pg_catalog.setval('public.mail_id_seq', 1, true);
SELECT pg_catalog.setval('public.original_id_seq', 3, true);
SELECT pg_catalog.setval('public.submission_id_seq', 3, true);
SELECT pg_catalog.setval('public.waiver_id_seq', 1, true);
ALTER TABLE ONLY public.enclosure
    ADD CONSTRAINT enclosure_pkey PRIMARY KEY (letter, sha256);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (submission, number);
ALTER TABLE ONLY public.issued
    ADD CONSTRAINT issued_period_unit_form_serial_key UNIQUE (period, unit, form, serial);
ALTER TABLE ONLY public.issued
    ADD CONSTRAINT issued_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT letter_pkey PRIMARY KEY (original);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mailbox
    ADD CONSTRAINT mailbox_pkey PRIMARY KEY (period, folder);
ALTER TABLE ONLY public.original
    ADD CONSTRAINT original_period_sha256_key UNIQUE (period, sha256);
ALTER TABLE ONLY public.original
    ADD CONSTRAINT original_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.period
    ADD CONSTRAINT period_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_original_key UNIQUE (original);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.value
    ADD CONSTRAINT value_pkey PRIMARY KEY (submission, number);
ALTER TABLE ONLY public.waiver
    ADD CONSTRAINT waiver_period_unit_code_key UNIQUE (period, unit, code);
ALTER TABLE ONLY public.waiver
    ADD CONSTRAINT waiver_pkey PRIMARY KEY (id);
CREATE INDEX event_by_unit ON public.event USING btree (unit);
CREATE INDEX mail_by_unit ON public.mail USING btree (period, unit);
CREATE INDEX submission_by_unit ON public.submission USING btree (period, unit);
ALTER TABLE ONLY public.enclosure
    ADD CONSTRAINT enclosure_letter_fkey FOREIGN KEY (letter) REFERENCES public.letter(original);
ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);
ALTER TABLE ONLY public.letter
    ADD CONSTRAINT letter_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_original_fkey FOREIGN KEY (original) REFERENCES public.original(id);
ALTER TABLE ONLY public.value
    ADD CONSTRAINT value_submission_fkey FOREIGN KEY (submission) REFERENCES public.submission(id);
