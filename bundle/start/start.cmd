@echo off
rem Finds a 64-bit Python 3.11 to 3.13 and hands over to start.py. Where there is
rem none, the official installer of python.org that lies beside this file is run
rem for this user alone. Plain ASCII: cmd reads it in whatever code page is set.
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
set "PYTHON="
set "INSTALLER="
rem The Python install manager must not look for a Python in the internet.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "FITS=import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and sys.maxsize > 2**32))"

call :look
if defined PYTHON goto start
for %%V in (11 12 13) do for %%I in ("%HERE%python-3.%%V.*-amd64.exe") do set "INSTALLER=%%~fI"
if not defined INSTALLER goto missing
echo Python ...
start "" /wait "%INSTALLER%" /quiet InstallAllUsers=0 PrependPath=0 Include_launcher=0 Include_test=0 Include_doc=0 Include_tcltk=0 Shortcuts=0 AssociateFiles=0
call :look
if not defined PYTHON goto missing

:start
%PYTHON% "%HERE%start.py" %*
set "STATUS=%ERRORLEVEL%"
if not "%STATUS%"=="0" pause
exit /b %STATUS%

:missing
chcp 65001 >nul
type "%HERE%no-python.txt"
pause
exit /b 1

:look
call :try "%HERE%python\python.exe"
for %%V in (13 12 11) do call :try py -3.%%V
for %%V in (13 12 11) do call :try "%LocalAppData%\Programs\Python\Python3%%V\python.exe"
for %%V in (13 12 11) do call :try "%ProgramFiles%\Python3%%V\python.exe"
call :try python
exit /b 0

:try
if defined PYTHON exit /b 0
%* -c "%FITS%" >nul 2>nul && set PYTHON=%*
exit /b 0
