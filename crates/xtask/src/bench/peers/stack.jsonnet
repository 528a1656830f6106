local services = {
@services@
};

local service(it) = {
  image: it.image,
  restart: 'unless-stopped',
  command: ['serve', '--port', '%d' % it.port],
  environment: { LOG_LEVEL: 'info', DATABASE_URL: it.database, WORKERS: '4' },
  depends_on: { gateway: { condition: 'service_healthy' } },
  ports: [{ target: it.port, published: it.published, host_ip: '127.0.0.1', protocol: 'tcp' }],
  volumes: [
    { type: 'volume', source: it.data, target: '/data' },
    { type: 'bind', source: it.config, target: '/etc/app', read_only: true, bind: { create_host_path: false } },
  ],
  networks: ['default'],
  healthcheck: {
    test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:%d/health' % it.port],
    interval: '10s',
    timeout: '5s',
    retries: 3,
  },
  labels: { team: 'platform', tier: 'backend' },
};

{
  name: 'bench',
  services: { [name]: service(services[name]) for name in std.objectFields(services) } + {
    gateway: {
      image: 'docker/mcp-gateway:latest',
      restart: 'unless-stopped',
      command: ['--transport=streaming', '--port=8811', '--servers=duckduckgo,fetch,time', '--secrets=/run/secrets/mcp_secret', '--verbose=false'],
      environment: { MCP_GATEWAY_AUTH_TOKEN: '${MCP_GATEWAY_AUTH_TOKEN:?set it in .env}' },
      ports: [{ target: 8811, published: '8811', host_ip: '127.0.0.1', protocol: 'tcp' }],
      volumes: [
        { type: 'bind', source: '${MCPGEN_DOCKER_SOCKET:?set it in .env}', target: '/var/run/docker.sock', bind: { create_host_path: false } },
        { type: 'tmpfs', target: '/misc' },
      ],
      networks: ['default'],
      healthcheck: {
        test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8811/health'],
        interval: '5s',
        timeout: '4s',
        retries: 3,
        start_period: '5m',
      },
      cap_drop: ['ALL'],
      cap_add: ['DAC_OVERRIDE'],
      security_opt: ['no-new-privileges:true'],
      stop_grace_period: '15s',
    },
  },
  volumes: { [services[name].data]: { driver: 'local' } for name in std.objectFields(services) },
  networks: { default: { driver: 'bridge' } },
}
