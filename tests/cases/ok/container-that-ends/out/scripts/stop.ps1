#Requires -Version 5.1
<#
.SYNOPSIS
Stops and removes the containers and networks of the stack, and the MCP servers that its gateway started.

.DESCRIPTION
Volumes stay, with what is in them. Neither .env nor docker-compose.yml is read. A stack that is not running is no error.
Rendered by mcpgen: change stack.toml and render again, an edit made here is not kept.

Exit codes:
  0   stopped
  1   not stopped
  64  unknown argument

.EXAMPLE
powershell -NoProfile -ExecutionPolicy Bypass -File scripts\stop.ps1
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
    [Console]::Error.WriteLine('stop: ' + $Message)
}

if ($null -ne $UnknownArgument -and $UnknownArgument.Count -gt 0) {
    Write-Problem -Message ('unknown argument: ' + ($UnknownArgument -join ' '))
    Write-Problem -Message 'Get-Help scripts\stop.ps1 tells how to use it.'
    exit 64
}

$owned = @(
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
)
$kept = @{}
$result = 0
# Away from any compose file: the project's containers are found by their labels.
Push-Location -LiteralPath ([System.IO.Path]::GetPathRoot($PSScriptRoot))
try {
    foreach ($name in $owned) {
        if (Test-Path -LiteralPath "Env:$name") {
            $kept[$name] = (Get-Item -LiteralPath "Env:$name").Value
            Remove-Item -LiteralPath "Env:$name"
        }
    }

    if (-not (Get-Command -Name docker -CommandType Application -ErrorAction SilentlyContinue)) {
        throw 'docker is not on PATH. Install Docker Desktop or Docker Engine.'
    }
    $null = & docker version
    if ($LASTEXITCODE -ne 0) {
        throw 'the Docker engine does not answer (see above). Nothing of the stack runs without it.'
    }
    $null = & docker compose version
    if ($LASTEXITCODE -ne 0) {
        throw 'docker has no Compose plugin (see above). Install it, or Docker Desktop, then stop again.'
    }

    # The gateway goes first and takes most of its servers along.
    & docker compose -p 'mcp' stop
    if ($LASTEXITCODE -ne 0) { $result = 1 }
    & docker compose -p 'mcp' down
    if ($LASTEXITCODE -ne 0) { $result = 1 }
    if ($result -ne 0) { throw 'not stopped as a whole: see above, then stop again.' }
} catch {
    $result = 1
    Write-Problem -Message $_.Exception.Message
} finally {
    foreach ($name in $kept.Keys) {
        Set-Item -LiteralPath "Env:$name" -Value $kept[$name]
    }
    Pop-Location
}
exit $result
