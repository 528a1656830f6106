#Requires -Version 5.1
<#
.SYNOPSIS
Tells how the stack does.

.DESCRIPTION
Tells the state of each service, the MCP servers that run now, the last log lines of gateway and tunnel,
whether the published port answers, and the address to give a client. Neither .env nor docker-compose.yml is read.
Rendered by mcpgen: change stack.toml and render again, an edit made here is not kept.

Exit codes:
  0   everything runs
  1   something does not, or Docker does not answer
  3   everything runs, but the tunnel is not connected
  64  unknown argument

.EXAMPLE
powershell -NoProfile -ExecutionPolicy Bypass -File scripts\status.ps1
#>
[CmdletBinding()]
param(
    [Parameter(ValueFromRemainingArguments = $true)]
    [string[]] $UnknownArgument
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

function Write-Problem {
    param([string] $Message)
    [Console]::Error.WriteLine('status: ' + $Message)
}

# The ids of a service's containers, whatever their state.
function Get-Container {
    param([string] $Service)
    & docker ps -aq --filter 'label=com.docker.compose.project=mcp' --filter "label=com.docker.compose.service=$Service" --filter 'label=com.docker.compose.oneoff=False'
}

# One line on each container of the service; remembers what is wrong.
# A tunnel without a connection restarts or is unhealthy; a preparation or a job is well once it ended well.
function Test-Service {
    param([string] $Kind, [string] $Name)
    $ids = @(Get-Container -Service $Name)
    if ($ids.Count -eq 0) {
        Write-Output -InputObject ('    ' + $Name + ': not created')
        $script:broken = $true
        if ($Kind -eq 'tunnel') { $script:connected = $false }
    }
    foreach ($id in $ids) {
        $state = [string] (& docker inspect -f '{{.State.Status}}{{if .State.Health}}, {{.State.Health.Status}}{{end}}, exit code {{.State.ExitCode}}, {{.RestartCount}} restarts' $id)
        if ($LASTEXITCODE -ne 0) { $state = 'gone' }
        Write-Output -InputObject ('    ' + $Name + ': ' + $state)
        if ($state.StartsWith('running, healthy, ')) { continue }
        if ($Kind -eq 'tunnel') {
            $script:connected = $false
            if ($state.StartsWith('running, ') -or $state.StartsWith('restarting, ')) { continue }
        }
        if ($Kind -ne 'tunnel' -and $state.StartsWith('running, exit code ')) { continue }
        if (($Kind -eq 'preparation' -or $Kind -eq 'job') -and $state.StartsWith('exited, exit code 0, ')) { continue }
        $script:broken = $true
    }
}

# Whether something answers there. Asked directly: a proxy would look for 127.0.0.1 on its own machine.
function Test-Port {
    param([string] $Url)
    $answers = 'answers'
    try {
        $request = [System.Net.WebRequest]::Create($Url)
        $request.Proxy = $null
        $request.Timeout = 5000
        $request.GetResponse().Close()
    } catch {
        $answers = 'does not answer'
        $script:broken = $true
    }
    Write-Output -InputObject ('    ' + $Url + ': ' + $answers)
}

# The last 10 lines of what a service logged, its error output included.
function Show-Log {
    param([string] $Service)
    Write-Output -InputObject ('Last log lines of ' + $Service)
    # Windows PowerShell ends a script at the first redirected error line of a program, unless told to go on.
    $ErrorActionPreference = 'Continue'
    foreach ($id in @(Get-Container -Service $Service)) {
        & docker logs --tail 10 $id 2>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) { '    ' + $_.Exception.Message } else { '    ' + $_ }
        }
    }
}

if ($null -ne $UnknownArgument -and $UnknownArgument.Count -gt 0) {
    Write-Problem -Message ('unknown argument: ' + ($UnknownArgument -join ' '))
    Write-Problem -Message 'Get-Help scripts\status.ps1 tells how to use it.'
    exit 64
}

$broken = $false
$connected = $true
try {
    if (-not (Get-Command -Name docker -CommandType Application -ErrorAction SilentlyContinue)) {
        throw 'docker is not on PATH. Install Docker Desktop or Docker Engine.'
    }
    $null = & docker version
    if ($LASTEXITCODE -ne 0) {
        throw 'the Docker engine does not answer (see above). Start Docker Desktop or the docker service.'
    }

    Write-Output -InputObject 'Services'
    Test-Service -Kind 'container' -Name 'app'
    Test-Service -Kind 'job' -Name 'collect'
    Test-Service -Kind 'preparation' -Name 'fetch'
    Test-Service -Kind 'gateway' -Name 'gateway'
    Test-Service -Kind 'preparation' -Name 'migrate'
    Test-Service -Kind 'container' -Name 'probe'
    Test-Service -Kind 'job' -Name 'report'

    Show-Log -Service 'gateway'

    Write-Output -InputObject 'Published ports'
    Test-Port -Url 'http://127.0.0.1:8811/health'
    Write-Output -InputObject 'Addresses for clients'
    Write-Output -InputObject '    gateway: http://127.0.0.1:8811/mcp'
    Write-Output -InputObject '        header: Authorization: Bearer <value of MCP_GATEWAY_AUTH_TOKEN in .env>'
} catch {
    $broken = $true
    Write-Problem -Message $_.Exception.Message
}
if ($broken) { exit 1 }
if (-not $connected) { exit 3 }
exit 0
