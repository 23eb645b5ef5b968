BEGIN TRANSACTION;
CREATE TABLE answer (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        undone INTEGER REFERENCES event (id)
    );
INSERT INTO "answer" VALUES(1,'2025-07','H2','采用','电话核实','王','2025-08-06T01:30:00.000000+00:00',17,NULL);
CREATE TABLE arrival (
        id INTEGER NOT NULL PRIMARY KEY,
        original INTEGER NOT NULL REFERENCES original (id),
        mark TEXT NOT NULL,
        sent_at TEXT NOT NULL,
        received_at TEXT NOT NULL,
        proof TEXT NOT NULL,
        UNIQUE (original, mark)
    );
INSERT INTO "arrival" VALUES(1,1,'','','2025-08-05T01:31:00.000000+00:00','');
INSERT INTO "arrival" VALUES(2,2,'','','2025-08-05T01:32:00.000000+00:00','');
INSERT INTO "arrival" VALUES(3,3,'','','2025-08-05T01:33:00.000000+00:00','');
CREATE TABLE closing (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        settings TEXT NOT NULL REFERENCES document (sha256),
        closed_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        reopened INTEGER REFERENCES event (id),
        reason TEXT DEFAULT '' NOT NULL
    );
INSERT INTO "closing" VALUES(1,'2025-07','月通报','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855','2025-08-05T01:30:00.000000+00:00',15,NULL,'');
CREATE TABLE decision (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        unit TEXT NOT NULL,
        submission INTEGER REFERENCES submission (id),
        kind TEXT NOT NULL,
        until TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        undone INTEGER REFERENCES event (id)
    );
INSERT INTO "decision" VALUES(1,'2025-07','月通报','县科技局',NULL,'延期','2025-08-12','防汛','王','2025-08-06T01:30:00.000000+00:00',16,NULL);
CREATE TABLE document (
        sha256 TEXT NOT NULL PRIMARY KEY,
        content TEXT NOT NULL
    );
INSERT INTO "document" VALUES('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855','');
INSERT INTO "document" VALUES('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','{}');
CREATE TABLE edition (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        kind TEXT NOT NULL,
        number INTEGER NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        figures TEXT NOT NULL REFERENCES document (sha256),
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        made_at TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id),
        UNIQUE (period, form, kind, number)
    );
INSERT INTO "edition" VALUES(1,'2025-07','月通报','汇总表',1,'汇总表.xlsx','0000000000000000000000000000000000000000000000000000000000000000','44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','','王','2025-08-06T01:30:00.000000+00:00',18);
CREATE TABLE enclosure (
	letter INTEGER NOT NULL,
	sha256 TEXT NOT NULL,
	PRIMARY KEY (letter, sha256),
	FOREIGN KEY(letter) REFERENCES letter (original)
);
INSERT INTO "enclosure" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000001');
CREATE TABLE event (
	id INTEGER NOT NULL,
	at TEXT NOT NULL,
	who TEXT NOT NULL,
	period TEXT NOT NULL,
	unit TEXT NOT NULL,
	action TEXT NOT NULL,
	detail TEXT NOT NULL, form TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id)
);
INSERT INTO "event" VALUES(1,'2025-08-05T01:30:00.000000+00:00','','2025-07','县科技局','下发','县科技局.xlsx','');
INSERT INTO "event" VALUES(2,'2025-08-05T01:30:00.000000+00:00','','2025-07','县科技局','下发','县科技局.xlsx','');
INSERT INTO "event" VALUES(3,'2025-08-05T01:30:00.000000+00:00','','2025-07','县民政局','下发','县科技局.xlsx','');
INSERT INTO "event" VALUES(4,'2025-08-05T01:31:00.000000+00:00','','2025-07','县科技局','收到','报送1.xlsx','');
INSERT INTO "event" VALUES(5,'2025-08-05T01:31:00.000000+00:00','','2025-07','县科技局','判定','报送1.xlsx：退回','');
INSERT INTO "event" VALUES(6,'2025-08-05T01:32:00.000000+00:00','','2025-07','县科技局','收到','报送2.xlsx','');
INSERT INTO "event" VALUES(7,'2025-08-05T01:32:00.000000+00:00','','2025-07','县科技局','判定','报送2.xlsx：合格（待核实）','');
INSERT INTO "event" VALUES(8,'2025-08-05T01:32:00.000000+00:00','','2025-07','县科技局','计入','报送2.xlsx','');
INSERT INTO "event" VALUES(9,'2025-08-05T01:33:00.000000+00:00','','2025-07','县民政局','收到','报送3.xlsx','');
INSERT INTO "event" VALUES(10,'2025-08-05T01:33:00.000000+00:00','','2025-07','县民政局','判定','报送3.xlsx：退回','');
INSERT INTO "event" VALUES(11,'2025-08-05T01:30:00.000000+00:00','王','2025-07','县民政局','放行','R05：上期多报，已核','');
INSERT INTO "event" VALUES(12,'2025-08-05T01:30:00.000000+00:00','','2025-07','县民政局','改判','报送3.xlsx：合格','');
INSERT INTO "event" VALUES(13,'2025-08-05T01:30:00.000000+00:00','','2025-07','县民政局','计入','报送3.xlsx','');
INSERT INTO "event" VALUES(14,'2025-08-05T01:30:00.000000+00:00','','2025-07','县科技局','发信','下发：7月下发表（kjj@example.gov.cn）：250 OK','');
INSERT INTO "event" VALUES(15,'2025-08-05T01:30:00.000000+00:00','王','2025-07','','关闭','','');
INSERT INTO "event" VALUES(16,'2025-08-06T01:30:00.000000+00:00','王','2025-07','县科技局','延期','2025-08-12：防汛','月通报');
INSERT INTO "event" VALUES(17,'2025-08-06T01:30:00.000000+00:00','王','2025-07','县科技局','裁定','H2：采用','');
INSERT INTO "event" VALUES(18,'2025-08-06T01:30:00.000000+00:00','王','2025-07','','出版','汇总表第1版：','月通报');
CREATE TABLE evidence (
        original INTEGER NOT NULL PRIMARY KEY REFERENCES original (id),
        period TEXT NOT NULL,
        unit TEXT NOT NULL,
        form TEXT NOT NULL
    );
INSERT INTO "evidence" VALUES(1,'2025-07','县科技局','月通报');
CREATE TABLE finding (
	submission INTEGER NOT NULL,
	number INTEGER NOT NULL,
	severity TEXT NOT NULL,
	code TEXT NOT NULL,
	sheet TEXT NOT NULL,
	cell TEXT NOT NULL,
	"row" TEXT NOT NULL,
	field TEXT NOT NULL,
	found TEXT NOT NULL,
	expected TEXT NOT NULL,
	message TEXT NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (submission, number),
	FOREIGN KEY(submission) REFERENCES submission (id)
);
INSERT INTO "finding" VALUES(1,1,'error','R05','指标数据','H7','','','','','累计低于上期','');
INSERT INTO "finding" VALUES(2,1,'query','V201','指标数据','H8','','','','','约数','');
INSERT INTO "finding" VALUES(3,1,'error','R05','指标数据','H7','','','','','累计低于上期','');
CREATE TABLE in_force (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        form TEXT NOT NULL,
        registry TEXT NOT NULL REFERENCES document (sha256),
        design TEXT NOT NULL REFERENCES document (sha256),
        due TEXT NOT NULL,
        revision INTEGER NOT NULL REFERENCES event (id)
    );
CREATE TABLE issued (
	id INTEGER NOT NULL,
	period TEXT NOT NULL,
	unit TEXT NOT NULL,
	form TEXT NOT NULL,
	form_version TEXT NOT NULL,
	serial INTEGER NOT NULL,
	stamp TEXT NOT NULL,
	layout TEXT NOT NULL,
	file TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	issued_at TEXT NOT NULL, owed TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (period, unit, form, serial)
);
INSERT INTO "issued" VALUES(1,'2025-07','县科技局','月通报','1',1,'stamp','{}','县科技局.xlsx','0000000000000000000000000000000000000000000000000000000000000000','2025-08-05T01:30:00.000000+00:00','');
INSERT INTO "issued" VALUES(2,'2025-07','县科技局','月通报','1',2,'stamp','{}','县科技局.xlsx','0000000000000000000000000000000000000000000000000000000000000000','2025-08-05T01:30:00.000000+00:00','');
INSERT INTO "issued" VALUES(3,'2025-07','县民政局','月通报','1',1,'stamp','{}','县科技局.xlsx','0000000000000000000000000000000000000000000000000000000000000000','2025-08-05T01:30:00.000000+00:00','');
CREATE TABLE letter (
	original INTEGER NOT NULL,
	message_id TEXT NOT NULL,
	"references" TEXT NOT NULL,
	sender TEXT NOT NULL,
	subject TEXT NOT NULL,
	automatic BOOLEAN NOT NULL, links TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (original),
	FOREIGN KEY(original) REFERENCES original (id)
);
INSERT INTO "letter" VALUES(1,'<1@example.gov.cn>','','kjj@example.gov.cn','7月报表',0,'');
CREATE TABLE link (
        id INTEGER NOT NULL PRIMARY KEY,
        unit TEXT NOT NULL,
        until TEXT NOT NULL,
        made_at TEXT NOT NULL,
        revoked_at TEXT DEFAULT '' NOT NULL
    );
CREATE TABLE mail (
	id INTEGER NOT NULL,
	message_id TEXT NOT NULL,
	period TEXT NOT NULL,
	unit TEXT NOT NULL,
	kind TEXT NOT NULL,
	"key" TEXT NOT NULL,
	state TEXT NOT NULL,
	recipients TEXT NOT NULL,
	subject TEXT NOT NULL,
	file TEXT NOT NULL,
	reply TEXT NOT NULL,
	changed_at TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (message_id)
);
INSERT INTO "mail" VALUES(1,'<下发@example.gov.cn>','2025-07','县科技局','下发','月通报-2','已发','kjj@example.gov.cn','7月下发表','县科技局_下发_月通报-2.eml','250 OK','2025-08-05T01:30:00.000000+00:00');
CREATE TABLE mailbox (
	period TEXT NOT NULL,
	folder TEXT NOT NULL,
	uidvalidity INTEGER NOT NULL,
	uid INTEGER NOT NULL,
	PRIMARY KEY (period, folder)
);
INSERT INTO "mailbox" VALUES('2025-07','office@mail.example.gov.cn/INBOX',7,42);
CREATE TABLE operator (
        name TEXT NOT NULL PRIMARY KEY,
        role TEXT NOT NULL,
        password TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );
CREATE TABLE original (
	id INTEGER NOT NULL,
	period TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	name TEXT NOT NULL,
	size INTEGER NOT NULL,
	stored TEXT NOT NULL,
	source TEXT NOT NULL,
	sender TEXT NOT NULL,
	received_at TEXT NOT NULL,
	container BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (period, sha256)
);
INSERT INTO "original" VALUES(1,'2025-07','0000000000000000000000000000000000000000000000000000000000000001','报送1.xlsx',1,'0000000000000000000000000000000000000000000000000000000000000001.xlsx','','','2025-08-05T01:31:00.000000+00:00',0);
INSERT INTO "original" VALUES(2,'2025-07','0000000000000000000000000000000000000000000000000000000000000002','报送2.xlsx',2,'0000000000000000000000000000000000000000000000000000000000000002.xlsx','','','2025-08-05T01:32:00.000000+00:00',0);
INSERT INTO "original" VALUES(3,'2025-07','0000000000000000000000000000000000000000000000000000000000000003','报送3.xlsx',3,'0000000000000000000000000000000000000000000000000000000000000003.xlsx','','','2025-08-05T01:33:00.000000+00:00',0);
CREATE TABLE period (
	name TEXT NOT NULL,
	closed BOOLEAN NOT NULL,
	PRIMARY KEY (name)
);
INSERT INTO "period" VALUES('2025-07',0);
CREATE TABLE rejudge (
        original INTEGER NOT NULL PRIMARY KEY REFERENCES original (id)
    );
CREATE TABLE ruling (
        submission INTEGER NOT NULL REFERENCES submission (id),
        revision INTEGER NOT NULL REFERENCES event (id),
        verdict TEXT NOT NULL,
        counts BOOLEAN NOT NULL,
        PRIMARY KEY (submission, revision)
    );
INSERT INTO "ruling" VALUES(1,5,'returned',0);
INSERT INTO "ruling" VALUES(2,7,'accepted_with_queries',1);
INSERT INTO "ruling" VALUES(3,10,'accepted',1);
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	applied_at TEXT NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(2,'2025-08-01T00:00:00.000000+00:00');
INSERT INTO "schema_version" VALUES(3,'2026-11-30T23:23:59.806448+00:00');
INSERT INTO "schema_version" VALUES(4,'2026-12-01T12:01:15.538972+00:00');
CREATE TABLE signing_key (
        fingerprint TEXT NOT NULL PRIMARY KEY,
        known_since TEXT NOT NULL
    );
INSERT INTO "signing_key" VALUES('0123456789abcdef','2025-08-06T01:30:00.000000+00:00');
CREATE TABLE submission (
	id INTEGER NOT NULL,
	original INTEGER NOT NULL,
	period TEXT NOT NULL,
	unit TEXT NOT NULL,
	stated_period TEXT NOT NULL,
	form TEXT NOT NULL,
	form_version TEXT NOT NULL,
	verdict TEXT NOT NULL,
	counts BOOLEAN NOT NULL,
	judged_at TEXT NOT NULL,
	feedback TEXT, judged TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (original),
	FOREIGN KEY(original) REFERENCES original (id)
);
INSERT INTO "submission" VALUES(1,1,'2025-07','县科技局','2025-07','月通报','1','returned',0,'2025-08-05T01:31:00.000000+00:00','县科技局_退回.xlsx','returned');
INSERT INTO "submission" VALUES(2,2,'2025-07','县科技局','2025-07','月通报','1','accepted_with_queries',1,'2025-08-05T01:32:00.000000+00:00',NULL,'accepted_with_queries');
INSERT INTO "submission" VALUES(3,3,'2025-07','县民政局','2025-07','月通报','1','accepted',1,'2025-08-05T01:33:00.000000+00:00',NULL,'accepted');
CREATE TABLE value (
	submission INTEGER NOT NULL,
	number INTEGER NOT NULL,
	sheet TEXT NOT NULL,
	"row" TEXT NOT NULL,
	field TEXT NOT NULL,
	state TEXT NOT NULL,
	type TEXT NOT NULL,
	content TEXT NOT NULL,
	raw TEXT NOT NULL,
	sheet_name TEXT NOT NULL,
	cell TEXT NOT NULL,
	PRIMARY KEY (submission, number),
	FOREIGN KEY(submission) REFERENCES submission (id)
);
INSERT INTO "value" VALUES(1,1,'指标数据','T01-01-1','累计完成','已报','number','1.50','1.50','指标数据','H7');
INSERT INTO "value" VALUES(2,1,'指标数据','T01-01-1','累计完成','已报','number','2.50','2.50','指标数据','H7');
INSERT INTO "value" VALUES(3,1,'指标数据','T01-01-1','累计完成','已报','number','9','9','指标数据','H7');
CREATE TABLE waiver (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        form TEXT DEFAULT '' NOT NULL,
        unit TEXT NOT NULL,
        code TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        waived_at TEXT NOT NULL,
        revision INTEGER REFERENCES event (id),
        UNIQUE (period, form, unit, code)
    );
INSERT INTO "waiver" VALUES(1,'2025-07','月通报','县民政局','R05','上期多报，已核','王','2025-08-05T01:30:00.000000+00:00',NULL);
CREATE INDEX event_by_unit ON event (unit);
CREATE INDEX mail_by_unit ON mail (period, unit);
CREATE INDEX submission_by_unit ON submission (period, unit);
CREATE INDEX in_force_by_form ON in_force (period, form);
CREATE INDEX closing_by_form ON closing (period, form);
CREATE INDEX decision_by_unit ON decision (period, unit);
CREATE INDEX answer_by_question ON answer (question);
CREATE INDEX evidence_by_unit ON evidence (period, unit);
CREATE INDEX link_by_unit ON link (unit);
COMMIT;
