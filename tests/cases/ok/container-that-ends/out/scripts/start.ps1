#Requires -Version 5.1
<#
.SYNOPSIS
Starts the stack in the folder above this script and waits until it is healthy.

.DESCRIPTION
Values come from .env alone: a name set in the calling session has no effect, and is there again afterwards.
Rendered by mcpgen: change stack.toml and render again, an edit made here is not kept.

Exit codes:
  0   started
  1   not started
  2   started, but a server is missing or a secret did not reach it
  3   started, but the tunnel is not connected (yet)
  64  unknown argument

.EXAMPLE
powershell -NoProfile -ExecutionPolicy Bypass -File scripts\start.ps1
#>
[CmdletBinding()]
param(
    [Parameter(ValueFromRemainingArguments = $true)]
    [string[]] $UnknownArgument
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

# One character for each byte: names are found and stamps are made without knowing the encoding of a value.
$latin1 = [System.Text.Encoding]::GetEncoding(28591)
# Compose with nothing left to guess: not the project's name, not the files.
$compose = @('compose', '-p', 'mcp', '-f', 'docker-compose.yml', '--env-file', '.env')

function Write-Problem {
    param([string] $Message)
    [Console]::Error.WriteLine('start: ' + $Message)
}

function Write-Indented {
    param([string[]] $Line)
    foreach ($one in $Line) { [Console]::Error.WriteLine('    ' + $one) }
}

# The real folder above this script: where the scripts folder is a link, `..` is meant of its target.
function Get-StackFolder {
    $folder = Get-Item -LiteralPath $PSScriptRoot -Force
    while ($folder.LinkType -eq 'SymbolicLink' -or $folder.LinkType -eq 'Junction') {
        $target = [string] @($folder.Target)[0]
        if (-not [System.IO.Path]::IsPathRooted($target)) {
            $target = Join-Path -Path $folder.Parent.FullName -ChildPath $target
        }
        $folder = Get-Item -LiteralPath $target -Force
    }
    $folder.Parent.FullName
}

# False if the version is older than the oldest Compose that reads docker-compose.yml.
# Versions look like 2.40.3, 2.26.1-4 or v2.39.1-desktop.1; one without a number is let through.
function Test-ComposeVersion {
    param([string] $Version)
    if ($Version -notmatch '^v?([0-9]+)(?:[^0-9]([0-9]+))?(?:[^0-9]([0-9]+))?') { return $true }
    $found = @(0, 0, 0)
    foreach ($part in 1..3) {
        if ($Matches.ContainsKey($part)) { $found[$part - 1] = [int] $Matches[$part] }
    }
    [version]($found -join '.') -ge [version]'2.23.1'
}

# The statements of .env: each one's name, whether it has a value, and its lines, the further lines of a quoted value included.
# The value is not worked out: what counts as a statement, a quote and an escape is as in compose-go (dotenv/parser.go).
# Stricter in one case: `NAME= # text` has no value here, while Compose would hand on the comment as the value.
function Get-EnvironmentStatement {
    param([string] $Path)
    $content = $latin1.GetString([System.IO.File]::ReadAllBytes($Path))
    $byteOrderMark = -join [char[]] @(0xEF, 0xBB, 0xBF)
    if ($content.StartsWith($byteOrderMark, [System.StringComparison]::Ordinal)) { $content = $content.Substring(3) }
    $statement = $null
    $quote = ''
    foreach ($line in ($content.Replace("`r", '') -replace '\n\z', '') -split "`n") {
        if ($quote.Length -eq 0) {
            if ($null -ne $statement) { $statement }
            $statement = $null
            if ($line -cnotmatch '^[ \t]*(?:export[ \t]+)?([^=:#"'' \t]+)[ \t]*[=:](.*)$') { continue }
            $name = $Matches[1]
            $behind = $Matches[2]
            $text = $behind.TrimStart(' ', "`t")
            $first = ''
            if ($text.Length -gt 0) { $first = $text.Substring(0, 1) }
            $hasValue = $text.Length -gt 0 -and -not ($first -ceq '#' -and $text.Length -lt $behind.Length)
            $unfit = $text.StartsWith($byteOrderMark, [System.StringComparison]::Ordinal) -or $text.Length -gt 65521
            $size = 0
            if ($first -ceq '"' -or $first -ceq "'") {
                $quote = $first
                $hasValue = $false
                $text = $text.Substring(1)
                $unfit = $text -cmatch ('^(?:[ \t]|\u00C2\u0085|\u00C2\u00A0|' + $byteOrderMark + ')')
                if ($quote -ceq '"' -and $text -cmatch '^\\[abfnrtv]') { $unfit = $true }
                $last = ''
                $unit = ''
            }
            $statement = [pscustomobject] @{ Name = $name; HasValue = $hasValue; Text = ''; Unfit = $unfit }
        } else {
            $text = $line
            $statement.HasValue = $true
            $statement.Unfit = $true
        }
        $statement.Text += $line + "`n"
        for ($index = 0; $quote.Length -gt 0 -and $index -lt $text.Length; $index++) {
            $character = $text.Substring($index, 1)
            if ($character -ceq $quote) {
                if ($size -gt 65521 -or $last -cmatch '(?:[ \t]|\u00C2\u0085|\u00C2\u00A0)$') { $statement.Unfit = $true }
                if ($quote -ceq '"' -and $unit -cmatch '^\\[abfnrtv]$') { $statement.Unfit = $true }
                $quote = ''
            } else {
                $statement.HasValue = $true
                $size++
                if ($character -ceq '\') {
                    $index++
                    if ($index -lt $text.Length) { $character += $text.Substring($index, 1) }
                    if ($quote -ceq '"' -and $character -cmatch '[nr]$') { $statement.Unfit = $true }
                }
                if ($last.Length -gt 0) { $last = $last.Substring($last.Length - 1) }
                $last += $character
                $unit = $character
            }
        }
    }
    if ($null -ne $statement) { $statement }
}

# Those of the names that have no value. A name that is written twice has the later value.
function Find-MissingName {
    param([object[]] $Statement, [string[]] $Name)
    foreach ($one in $Name) {
        $hasValue = $false
        foreach ($candidate in $Statement) {
            if ($candidate.Name.Equals($one)) { $hasValue = $candidate.HasValue }
        }
        if (-not $hasValue) { $one }
    }
}

# Those of the names whose value has a line break or a byte order mark in it, blanks at its ends, or is too long.
function Find-UnfitName {
    param([object[]] $Statement, [string[]] $Name)
    foreach ($one in $Name) {
        $unfit = $false
        foreach ($candidate in $Statement) {
            if ($candidate.Name.Equals($one)) { $unfit = $candidate.HasValue -and $candidate.Unfit }
        }
        if ($unfit) { $one }
    }
}

# A fingerprint of what .env says about the names: the first 16 digits of a SHA-256, as start.sh makes it.
# Compose does not recreate a container when a secret changes; it does when this, a label, changes.
function Get-Stamp {
    param([object[]] $Statement, [string[]] $Name)
    $text = -join @($Statement | Where-Object { [array]::IndexOf($Name, $_.Name) -ge 0 } | ForEach-Object { $_.Text })
    $algorithm = [System.Security.Cryptography.SHA256]::Create()
    try {
        $digest = $algorithm.ComputeHash($latin1.GetBytes($text))
    } finally {
        $algorithm.Dispose()
    }
    [BitConverter]::ToString($digest).Replace('-', '').Substring(0, 16).ToLowerInvariant()
}

function Test-Image {
    param([string] $Image)
    # Windows PowerShell ends a script at the first redirected error line of a program, unless told to go on.
    $ErrorActionPreference = 'Continue'
    & docker image inspect $Image 2>&1 | Out-Null
    $LASTEXITCODE -eq 0
}

# The ids of a service's containers, whatever their state.
function Get-Container {
    param([string] $Service)
    & docker ps -aq --filter 'label=com.docker.compose.project=mcp' --filter "label=com.docker.compose.service=$Service" --filter 'label=com.docker.compose.oneoff=False'
}

function Get-ContainerState {
    param([string] $Id, [string] $Format)
    $state = & docker inspect -f $Format $Id
    if ($LASTEXITCODE -ne 0) { return 'no container' }
    [string] $state
}

# What a container logged, its error output included.
function Get-ContainerLog {
    param([string[]] $Selection)
    # Windows PowerShell ends a script at the first redirected error line of a program, unless told to go on.
    $ErrorActionPreference = 'Continue'
    & docker logs @Selection 2>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { $_.Exception.Message } else { $_ }
    }
}

# The state of each service, and the last lines of what those say that are not healthy.
function Write-Explanation {
    param([string[]] $Service)
    foreach ($name in $Service) {
        $ids = @(Get-Container -Service $name)
        if ($ids.Count -eq 0) { Write-Problem -Message ($name + ': has no container') }
        foreach ($id in $ids) {
            $state = Get-ContainerState -Id $id -Format '{{.State.Status}}{{if .State.Health}}, {{.State.Health.Status}}{{end}}, exit code {{.State.ExitCode}}, {{.RestartCount}} restarts'
            Write-Problem -Message ($name + ': ' + $state)
            if (-not $state.StartsWith('running, healthy, ')) {
                Write-Indented -Line @(Get-ContainerLog -Selection @('--tail', '15', $id))
            }
        }
    }
}

# Says which servers the gateway brought up, by its log since it started.
# A gateway is healthy without them: its log is the only place that tells.
function Test-Server {
    param([string] $Gateway, [string[]] $Server)
    $log = @()
    $ids = @(Get-Container -Service $Gateway)
    if ($ids.Count -gt 0) {
        $since = Get-ContainerState -Id $ids[0] -Format '{{.State.StartedAt}}'
        $log = @(Get-ContainerLog -Selection @('--since', $since, $ids[0]))
    }
    $all = $log -join "`n"
    if (-not $all.Contains('> Initialized in')) {
        Write-Problem -Message ($Gateway + ': the log of its start is gone, so whether its servers are up is not known.')
        return
    }
    foreach ($name in $Server) {
        if ($all.Contains('> ' + $name + ': (')) {
            Write-Output -InputObject ('server ' + $name + ': up')
        } else {
            Write-Problem -Message ('server ' + $name + ' is missing: ' + $Gateway + ' could not start it, does not know it, or got nothing from it.')
            Write-Indented -Line @($log | Where-Object { $_.Contains("Can't start " + $name + ':') -or $_.Contains("Can't list tools " + $name + ':') })
            $script:result = 2
        }
    }
    $lost = @($log | Where-Object { $_.Contains('not found for server') })
    if ($lost.Count -gt 0) {
        Write-Problem -Message 'a secret did not reach its server:'
        Write-Indented -Line $lost
        $script:result = 2
    }
}

if ($null -ne $UnknownArgument -and $UnknownArgument.Count -gt 0) {
    Write-Problem -Message ('unknown argument: ' + ($UnknownArgument -join ' '))
    Write-Problem -Message 'Get-Help scripts\start.ps1 tells how to use it.'
    exit 64
}

$owned = @(
    'BRAVE_API_KEY'
    'MCPGEN_DOCKER_SOCKET'
    'MCP_GATEWAY_AUTH_TOKEN'
    'NOBODYS_KEY'
    'COMPOSE_COMPATIBILITY'
    'COMPOSE_CONVERT_WINDOWS_PATHS'
    'COMPOSE_DISABLE_ENV_FILE'
    'COMPOSE_ENV_FILES'
    'COMPOSE_FILE'
    'COMPOSE_IGNORE_ORPHANS'
    'COMPOSE_PATH_SEPARATOR'
    'COMPOSE_PROFILES'
    'COMPOSE_PROJECT_NAME'
    'COMPOSE_REMOVE_ORPHANS'
    'MCPGEN_STAMP_GATEWAY'
)
$kept = @{}
$result = 1
$stackFolder = Get-StackFolder
Push-Location -LiteralPath $stackFolder
try {
    foreach ($name in $owned) {
        if (Test-Path -LiteralPath "Env:$name") {
            $kept[$name] = (Get-Item -LiteralPath "Env:$name").Value
            Remove-Item -LiteralPath "Env:$name"
        }
    }

    if (-not (Get-Command -Name docker -CommandType Application -ErrorAction SilentlyContinue)) {
        throw 'docker is not on PATH. Install Docker Desktop or Docker Engine, then start again.'
    }
    $null = & docker version
    if ($LASTEXITCODE -ne 0) {
        throw 'the Docker engine does not answer (see above). Start Docker Desktop or the docker service, then start again.'
    }
    $version = [string] (& docker compose version --short)
    if ($LASTEXITCODE -ne 0) {
        throw 'docker has no Compose plugin (see above). Install it, or Docker Desktop, then start again.'
    }
    if (-not (Test-ComposeVersion -Version $version)) {
        throw ('Compose ' + $version + ' is too old: this stack needs ' + '2.23.1' + ' or newer. Update it, then start again.')
    }
    if (-not (Test-Path -LiteralPath 'docker-compose.yml' -PathType Leaf)) {
        throw ('there is no docker-compose.yml in ' + $stackFolder + ': this script works from the scripts folder of a rendered stack.')
    }
    if (-not (Test-Path -LiteralPath '.env' -PathType Leaf)) {
        throw ('there is no .env in ' + $stackFolder + '. Render the stack again, or copy .env.example to .env and fill it in.')
    }

    $dotenv = Join-Path -Path $stackFolder -ChildPath '.env'
    $statements = @(Get-EnvironmentStatement -Path $dotenv)
    $missing = @(Find-MissingName -Statement $statements -Name @(
        'MCP_GATEWAY_AUTH_TOKEN'
        'MCPGEN_DOCKER_SOCKET'
    ))
    if ($missing.Count -gt 0) {
        Write-Problem -Message ('not started: these names have no value in ' + $dotenv + ':')
        Write-Indented -Line $missing
        throw 'write a value behind each =, then start again.'
    }
    $unfit = @(Find-UnfitName -Statement $statements -Name @(
        'BRAVE_API_KEY'
        'MCP_GATEWAY_AUTH_TOKEN'
    ))
    if ($unfit.Count -gt 0) {
        Write-Problem -Message ('not started: the gateway cannot carry what these names have as their value in ' + $dotenv + ':')
        Write-Indented -Line $unfit
        throw 'write each value on one line, without blanks at its ends and shorter than 64 KiB, then start again.'
    }

    Set-Item -LiteralPath 'Env:MCPGEN_STAMP_GATEWAY' -Value (Get-Stamp -Statement $statements -Name @('BRAVE_API_KEY', 'MCPGEN_STAMP_SALT'))
    $result = 0
    # The gateway would fetch these too, but all that is seen then is a long wait.
    foreach ($image in @('ghcr.io/someone/notes:1.2.0')) {
        if (Test-Image -Image $image) { continue }
        & docker pull $image
        if ($LASTEXITCODE -ne 0) {
            Write-Problem -Message ('cannot pull ' + $image + ' (see above): the server that runs it will be missing.')
            $result = 2
        }
    }

    & docker @compose up -d --remove-orphans --wait --wait-timeout 330 'app' 'gateway' 'probe'
    if ($LASTEXITCODE -ne 0) {
        Write-Explanation -Service @('app', 'fetch', 'gateway', 'migrate', 'probe')
        throw 'not started: mend what is said above, then start again.'
    }
    # Without waiting: what is left may end by itself, or lack a connection for now.
    # Without dependencies: those run, and a preparation would run for a second time.
    & docker @compose up -d --no-deps --remove-orphans 'collect' 'report'
    if ($LASTEXITCODE -ne 0) {
        Write-Explanation -Service @('app', 'collect', 'fetch', 'gateway', 'migrate', 'probe', 'report')
        throw 'not started as a whole: mend what is said above, then start again.'
    }

    Test-Server -Gateway 'gateway' -Server @('time', 'brave', 'notes')

    Write-Output -InputObject 'gateway: http://127.0.0.1:8811/mcp'
    Write-Output -InputObject '    header: Authorization: Bearer <value of MCP_GATEWAY_AUTH_TOKEN in .env>'
} catch {
    $result = 1
    Write-Problem -Message $_.Exception.Message
} finally {
    foreach ($name in $owned) {
        if ($kept.ContainsKey($name)) {
            Set-Item -LiteralPath "Env:$name" -Value $kept[$name]
        } elseif (Test-Path -LiteralPath "Env:$name") {
            Remove-Item -LiteralPath "Env:$name"
        }
    }
    Pop-Location
}
exit $result
