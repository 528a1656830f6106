//! cloudflared-config
