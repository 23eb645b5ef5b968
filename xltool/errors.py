"""What stops a run.

Wrong data is never an exception: it is a `Finding`. These are for the cases in which a
command cannot go on at all. Each words its own message: one line, in Chinese, that says
what to do next.

    XltoolError                  exit status 1, where no other stands here
    ├── WorkspaceNotFoundError   no xltool.toml here or above
    ├── SettingsError            xltool.toml is wrong: names the key
    ├── InputFileError           a file given by the clerk cannot be used
    │   └── KeyFileError      4  the signing key is lost, damaged or another one
    ├── FileInUseError           another program (Excel, WPS) holds a file open
    ├── DiskFullError         5  there is no room for what is to be written
    ├── DesignError              a form design has errors: nothing is issued from it
    ├── RegistryError            registry.xlsx is missing, empty or contradictory
    ├── LedgerError              the database cannot be opened, or is of a newer xltool
    │   ├── LedgerMissingError 6 workbooks were issued, and the ledger is gone
    │   └── LedgerDamagedError 7 the ledger's file is no database any more
    ├── LocaleError           8  file names in Chinese cannot be written here
    ├── PeriodError              no such period, or it is closed
    ├── ClusterError             the Dask cluster is missing, lost, or of another xltool
    └── MailError                the mail server or a mail template cannot be used
"""


class XltoolError(Exception):
    """The run cannot go on; `str()` of it is the one line that the clerk reads."""

    exit_status = 1


class WorkspaceNotFoundError(XltoolError):
    """No workspace in the current directory or above it."""


class SettingsError(XltoolError):
    """`xltool.toml` has a mistake; the message names its key."""


class InputFileError(XltoolError):
    """A file that the clerk gave cannot be used as what it was given for."""


class FileInUseError(XltoolError):
    """A file that is to be replaced is held open by another program."""


class DesignError(XltoolError):
    """A form design has errors; `xltool check` lists them."""


class RegistryError(XltoolError):
    """The registry cannot serve as the base of a period."""


class LedgerError(XltoolError):
    """The ledger cannot be used."""


class PeriodError(XltoolError):
    """The period cannot take what is asked of it."""


class ClusterError(XltoolError):
    """The Dask cluster cannot be used, or not any more."""


class MailError(XltoolError):
    """Mail cannot be sent or fetched.

    The server cannot be reached or refuses the login, or a mail template has a mistake.
    """


class KeyFileError(InputFileError):
    """The signing key is lost, damaged, or not the one that signed what was issued."""

    exit_status = 4


class DiskFullError(XltoolError):
    """There is no room on the disk."""

    exit_status = 5


class LedgerMissingError(LedgerError):
    """The ledger is gone, and workbooks that it knew of are not."""

    exit_status = 6


class LedgerDamagedError(LedgerError):
    """The ledger's file is damaged."""

    exit_status = 7


class LocaleError(XltoolError):
    """This computer's locale cannot write file names in Chinese."""

    exit_status = 8
