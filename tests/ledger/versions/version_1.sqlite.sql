BEGIN TRANSACTION;
CREATE TABLE event (
	id INTEGER NOT NULL,
	at TEXT NOT NULL,
	who TEXT NOT NULL,
	period TEXT NOT NULL,
	unit TEXT NOT NULL,
	action TEXT NOT NULL,
	detail TEXT NOT NULL,
	PRIMARY KEY (id)
);
INSERT INTO "event" VALUES(1,'2025-08-05T01:30:00.000000+00:00','','2025-07','县科技局','下发','县科技局.xlsx');
INSERT INTO "event" VALUES(2,'2025-08-05T01:30:00.000000+00:00','','2025-07','县科技局','下发','县科技局.xlsx');
INSERT INTO "event" VALUES(3,'2025-08-05T01:31:00.000000+00:00','','2025-07','县科技局','收到','报送1.xlsx');
INSERT INTO "event" VALUES(4,'2025-08-05T01:31:00.000000+00:00','','2025-07','县科技局','判定','报送1.xlsx：退回');
INSERT INTO "event" VALUES(5,'2025-08-05T01:32:00.000000+00:00','','2025-07','县科技局','收到','报送2.xlsx');
INSERT INTO "event" VALUES(6,'2025-08-05T01:32:00.000000+00:00','','2025-07','县科技局','判定','报送2.xlsx：合格（待核实）');
INSERT INTO "event" VALUES(7,'2025-08-05T01:32:00.000000+00:00','','2025-07','县科技局','计入','报送2.xlsx');
INSERT INTO "event" VALUES(8,'2025-08-05T01:33:00.000000+00:00','','2025-07','县民政局','收到','报送3.xlsx');
INSERT INTO "event" VALUES(9,'2025-08-05T01:33:00.000000+00:00','','2025-07','县民政局','判定','报送3.xlsx：退回');
INSERT INTO "event" VALUES(10,'2025-08-05T01:30:00.000000+00:00','王','2025-07','县民政局','放行','R05：上期多报，已核');
INSERT INTO "event" VALUES(11,'2025-08-05T01:30:00.000000+00:00','','2025-07','县民政局','改判','报送3.xlsx：合格');
INSERT INTO "event" VALUES(12,'2025-08-05T01:30:00.000000+00:00','','2025-07','县民政局','计入','报送3.xlsx');
INSERT INTO "event" VALUES(13,'2025-08-05T01:30:00.000000+00:00','王','2025-07','','关闭','');
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
	issued_at TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (period, unit, form, serial)
);
INSERT INTO "issued" VALUES(1,'2025-07','县科技局','月通报','1',1,'stamp','{}','县科技局.xlsx','0000000000000000000000000000000000000000000000000000000000000000','2025-08-05T01:30:00.000000+00:00');
INSERT INTO "issued" VALUES(2,'2025-07','县科技局','月通报','1',2,'stamp','{}','县科技局.xlsx','0000000000000000000000000000000000000000000000000000000000000000','2025-08-05T01:30:00.000000+00:00');
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
INSERT INTO "period" VALUES('2025-07',1);
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	applied_at TEXT NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1,'2025-08-01T00:00:00.000000+00:00');
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
	feedback TEXT,
	PRIMARY KEY (id),
	UNIQUE (original),
	FOREIGN KEY(original) REFERENCES original (id)
);
INSERT INTO "submission" VALUES(1,1,'2025-07','县科技局','2025-07','月通报','1','returned',0,'2025-08-05T01:31:00.000000+00:00','县科技局_退回.xlsx');
INSERT INTO "submission" VALUES(2,2,'2025-07','县科技局','2025-07','月通报','1','accepted_with_queries',1,'2025-08-05T01:32:00.000000+00:00',NULL);
INSERT INTO "submission" VALUES(3,3,'2025-07','县民政局','2025-07','月通报','1','accepted',1,'2025-08-05T01:33:00.000000+00:00',NULL);
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
	id INTEGER NOT NULL,
	period TEXT NOT NULL,
	unit TEXT NOT NULL,
	code TEXT NOT NULL,
	reason TEXT NOT NULL,
	who TEXT NOT NULL,
	waived_at TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (period, unit, code)
);
INSERT INTO "waiver" VALUES(1,'2025-07','县民政局','R05','上期多报，已核','王','2025-08-05T01:30:00.000000+00:00');
CREATE INDEX event_by_unit ON event (unit);
CREATE INDEX submission_by_unit ON submission (period, unit);
COMMIT;
