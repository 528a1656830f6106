let It =
      { image : Text, port : Natural, published : Text, database : Text, data : Text, config : Text }

let Bind = { create_host_path : Bool }

let Volume =
      { type : Text, source : Optional Text, target : Text, read_only : Optional Bool, bind : Optional Bind }

let local = { driver = "local" }

let service =
      \(it : It) ->
        { image = it.image
        , restart = "unless-stopped"
        , command = [ "serve", "--port", Natural/show it.port ]
        , environment = { LOG_LEVEL = "info", DATABASE_URL = it.database, WORKERS = "4" }
        , depends_on.gateway.condition = "service_healthy"
        , ports = [ { target = it.port, published = it.published, host_ip = "127.0.0.1", protocol = "tcp" } ]
        , volumes =
          [ { type = "volume", source = Some it.data, target = "/data", read_only = None Bool, bind = None Bind }
          , { type = "bind"
            , source = Some it.config
            , target = "/etc/app"
            , read_only = Some True
            , bind = Some { create_host_path = False }
            }
          ]
        , networks = [ "default" ]
        , healthcheck =
          { test = [ "CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:${Natural/show it.port}/health" ]
          , interval = "10s"
          , timeout = "5s"
          , retries = 3
          }
        , labels = { team = "platform", tier = "backend" }
        }

in  { name = "bench"
    , services =
      { gateway =
        { image = "docker/mcp-gateway:latest"
        , restart = "unless-stopped"
        , command =
          [ "--transport=streaming"
          , "--port=8811"
          , "--servers=duckduckgo,fetch,time"
          , "--secrets=/run/secrets/mcp_secret"
          , "--verbose=false"
          ]
        , environment.MCP_GATEWAY_AUTH_TOKEN = "\${MCP_GATEWAY_AUTH_TOKEN:?set it in .env}"
        , ports = [ { target = 8811, published = "8811", host_ip = "127.0.0.1", protocol = "tcp" } ]
        , volumes =
          [ { type = "bind"
            , source = Some "\${MCPGEN_DOCKER_SOCKET:?set it in .env}"
            , target = "/var/run/docker.sock"
            , read_only = None Bool
            , bind = Some { create_host_path = False }
            }
          , { type = "tmpfs", source = None Text, target = "/misc", read_only = None Bool, bind = None Bind }
          ] : List Volume
        , networks = [ "default" ]
        , healthcheck =
          { test = [ "CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8811/health" ]
          , interval = "5s"
          , timeout = "4s"
          , retries = 3
          , start_period = "5m"
          }
        , cap_drop = [ "ALL" ]
        , cap_add = [ "DAC_OVERRIDE" ]
        , security_opt = [ "no-new-privileges:true" ]
        , stop_grace_period = "15s"
        }
@services@
      }
    , volumes =
      { nothing = None { driver : Text }
@volumes@
      }
    , networks.default.driver = "bridge"
    }
