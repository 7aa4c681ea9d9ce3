using static BotBottle.Core.Dlp.TokenCharset;
using static BotBottle.Core.Dlp.TokenChecks;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Every format of the search: id, description for a refusal, prefixes, the body's bytes and their minimum number. The first row that matches at a place
/// counts, so a special prefix comes before a general one. A match never depends on the text after the token. Formats without a distinctive start (AWS secret
/// keys, Azure client secrets, Telegram bots) are not here; known secrets cover them.
/// </summary>
internal static class TokenRules
{
    public static IReadOnlyList<TokenRule> All { get; } =
    [
        // Clouds
        new("aws-access-key", "AWS access key", "AKIA ASIA", Base32, 16),
        new("aws-service-key", "AWS access key", "ABIA ACCA", Base32, 16) { Weak = true },
        new("aws-bedrock-key", "AWS Bedrock API key", "ABSK", Base64, 100),
        new("aws-mws-token", "Amazon MWS token", "amzn.mws.", HexDashed, 36) { Check = Uuid },
        new("google-api-key", "Google API key", "AIza", Url, 35),
        new("google-oauth-token", "Google OAuth access token", "ya29.", Url, 30),
        new("google-oauth-secret", "Google OAuth client secret", "GOCSPX-", Url, 28),
        new("azure-storage-key", "Azure storage account key", "AccountKey=", Base64, 86),
        new("azure-shared-access-key", "Azure shared access key", "SharedAccessKey=", Base64, 43),
        new("alibaba-access-key", "Alibaba access key", "LTAI", Alphanumeric, 16) { Weak = true, Check = MixedCase },
        new("tencent-secret-id", "Tencent secret id", "AKID", Alphanumeric, 32) { Weak = true, Check = MixedCase },
        new("yandex-api-key", "Yandex API key", "AQVN", Url, 35) { Weak = true },
        new("digitalocean-token", "DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", HexLower, 64) { Weak = true },
        new("cloudflare-origin-key", "Cloudflare origin CA key", "v1.0-", HexDashed, 160) { Mark = (24, (byte)'-') },
        new("fly-token", "Fly.io token", "fm1r_ fm2_ fo1_", Base64Url, 43) { Weak = true },
        new("heroku-token", "Heroku API key", "HRKU-", Url, 58),
        new("netlify-token", "Netlify token", "nfp_", Alphanumeric, 36),
        new("render-token", "Render API key", "rnd_", Alphanumeric, 28) { Weak = true, Check = MixedCase },
        new("planetscale-token", "PlanetScale token", "pscale_tkn_ pscale_pw_ pscale_oauth_", Dotted, 32),
        new("supabase-token", "Supabase token", "sbp_", HexLower, 40),
        new("supabase-secret", "Supabase secret key", "sb_secret_", Url, 31),
        new("neon-token", "Neon API key", "napi_", Alphanumeric, 64),

        // Models
        new("anthropic-key", "Anthropic API key", "sk-ant-", Url, 80),
        new("openai-project-key", "OpenAI project key", "sk-proj-", Url, 40),
        new("openai-service-key", "OpenAI service account or admin key", "sk-svcacct- sk-admin-", Url, 40),
        new("openrouter-key", "OpenRouter API key", "sk-or-v1-", HexLower, 64),
        new("openai-key", "OpenAI API key", "sk-", Alphanumeric, 48) { Weak = true },
        new("sk-key", "API key (sk-)", "sk-", Alphanumeric, 32) { Weak = true, Check = Mixed },
        new("huggingface-token", "HuggingFace token", "hf_ api_org_", Alphanumeric, 34) { Weak = true },
        new("groq-key", "Groq API key", "gsk_", Alphanumeric, 52),
        new("replicate-token", "Replicate token", "r8_", Alphanumeric, 37) { Weak = true },
        new("perplexity-key", "Perplexity API key", "pplx-", Alphanumeric, 48),
        new("xai-key", "xAI API key", "xai-", Alphanumeric, 80),
        new("nvidia-key", "NVIDIA API key", "nvapi-", Url, 60),
        new("cerebras-key", "Cerebras API key", "csk-", Alphanumeric, 48) { Weak = true },
        new("fireworks-key", "Fireworks API key", "fw_", Alphanumeric, 24) { Weak = true, Check = MixedCase },
        new("tavily-key", "Tavily API key", "tvly-", Url, 30),
        new("langsmith-key", "LangSmith API key", "lsv2_pt_ lsv2_sk_", HexWord, 43) { Mark = (32, (byte)'_') },
        new("elevenlabs-key", "ElevenLabs API key", "sk_", HexLower, 48) { Weak = true },

        // Code and packages
        new("github-token", "GitHub token", "ghp_", Alphanumeric, 36),
        new("github-app-token", "GitHub token (OAuth, app, refresh)", "gho_ ghu_ ghs_ ghr_", Alphanumeric, 36) { Check = GitHub },
        new("github-fine-grained-token", "GitHub fine-grained token", "github_pat_", Word, 82),
        new("gitlab-token", "GitLab token", "glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glimt- glagent- gloas- glffct-", Dotted, 20),
        new("bitbucket-token", "Bitbucket app password", "ATBB", Alphanumeric, 32) { Weak = true, Check = MixedCase },
        new("atlassian-token", "Atlassian API token", "ATATT3 ATCTT3", Base64Url, 100),
        new("linear-key", "Linear API key", "lin_api_ lin_oauth_", Alphanumeric, 40),
        new("npm-token", "npm token", "npm_", Alphanumeric, 36),
        new("pypi-token", "PyPI token", "pypi-", Url, 70),
        new("rubygems-key", "RubyGems API key", "rubygems_", HexLower, 48),
        new("crates-token", "crates.io token", "cio", Alphanumeric, 32) { Weak = true, Check = MixedCase },
        new("nuget-key", "NuGet API key", "oy2", Lower, 43) { Weak = true, Check = Mixed },
        new("clojars-token", "Clojars token", "CLOJARS_", Lower, 60),
        new("docker-token", "Docker Hub token", "dckr_pat_ dckr_oat_", Url, 27) { Weak = true },
        new("artifactory-key", "Artifactory API key", "AKCp", Alphanumeric, 69) { Weak = true },
        new("sourcegraph-token", "Sourcegraph token", "sgp_", HexWord, 40),
        new("sonar-token", "SonarQube token", "squ_ sqp_ sqa_", HexLower, 40),
        new("buildkite-token", "Buildkite token", "bkua_", HexLower, 40),
        new("pulumi-token", "Pulumi token", "pul-", HexLower, 40) { Weak = true },
        new("postman-key", "Postman API key", "PMAK-", HexDashed, 59) { Mark = (24, (byte)'-') },

        // Secrets and operations
        new("vault-token", "Vault token", "hvs. hvb. hvr.", Url, 24),
        new("databricks-token", "Databricks token", "dapi", HexLower, 32) { Weak = true },
        new("doppler-token", "Doppler token", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", Dotted, 40) { Weak = true },
        new("onepassword-token", "1Password service account token", "ops_eyJ", Base64Url, 200) { Max = 2048 },
        new("onepassword-key", "1Password secret key", "A3-", UpperDashed, 31) { Weak = true, Mark = (6, (byte)'-') },
        new("age-key", "age secret key", "AGE-SECRET-KEY-1", Upper, 58),
        new("tailscale-key", "Tailscale key", "tskey-auth- tskey-api- tskey-client- tskey-scim-", Url, 20),
        new("grafana-token", "Grafana service account token", "glsa_", Word, 41) { Mark = (32, (byte)'_') },
        new("grafana-cloud-token", "Grafana Cloud token", "glc_eyJ", Base64, 40),
        new("grafana-key", "Grafana API key", "eyJrIjoi", Alphanumeric, 70),
        new("sentry-token", "Sentry token", "sntryu_ sntrya_", HexLower, 64),
        new("sentry-org-token", "Sentry organisation token", "sntrys_eyJ", Base64Url, 80) { Max = 1024 },
        new("newrelic-key", "New Relic key", "NRAK-", Upper, 27),
        new("newrelic-ingest-key", "New Relic ingest key", "NRII-", Url, 32),
        new("posthog-key", "PostHog personal key", "phx_", Alphanumeric, 40),
        new("openshift-token", "OpenShift token", "sha256~", Url, 43),

        // Messages, money, shops
        new("slack-token", "Slack token", "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxc- xoxd- xoxe.xoxb- xoxe.xoxp- xapp-", Url, 24),
        new("slack-webhook", "Slack webhook", "hooks.slack.com/services/", Hook, 40) { Mark = (0, (byte)'T') },
        new("discord-webhook", "Discord webhook", "discord.com/api/webhooks/ discordapp.com/api/webhooks/", Hook, 80) { Weak = true },
        new("sendgrid-key", "SendGrid API key", "SG.", Dotted, 66) { Weak = true, Mark = (22, (byte)'.') },
        new("brevo-key", "Brevo API key", "xkeysib- xsmtpsib-", LowerDashed, 81) { Mark = (64, (byte)'-') },
        new("twilio-key", "Twilio API key", "SK", HexLower, 32) { Weak = true, Check = Mixed },
        new("resend-key", "Resend API key", "re_", Word, 33) { Weak = true, Mark = (8, (byte)'_'), Check = MixedCase },
        new("stripe-key", "Stripe live key", "sk_live_ rk_live_", Alphanumeric, 24),
        new("stripe-webhook-secret", "Stripe webhook secret", "whsec_", Base64, 32),
        new("square-token", "Square token", "sq0atp- sq0csp-", Url, 22),
        new("paypal-token", "PayPal or Braintree access token", "access_token$production$", Dollar, 49) { Mark = (16, (byte)'$') },
        new("shopify-token", "Shopify token", "shpat_ shpca_ shppa_ shpss_", Hex, 32),
        new("shippo-token", "Shippo token", "shippo_live_", HexLower, 40),
        new("easypost-key", "EasyPost API key", "EZAK", Alphanumeric, 54),
        new("flutterwave-key", "Flutterwave secret key", "FLWSECK-", Alphanumeric, 32),
        new("duffel-token", "Duffel token", "duffel_live_", Url, 43) { Weak = true },

        // Tools
        new("notion-token", "Notion token", "ntn_", Alphanumeric, 46),
        new("notion-secret", "Notion integration secret", "secret_", Alphanumeric, 43) { Check = MixedCase },
        new("figma-token", "Figma token", "figd_", Url, 40),
        new("hubspot-token", "HubSpot private app token", "pat-na1- pat-na2- pat-eu1-", HexDashed, 36) { Check = Uuid },
        new("contentful-token", "Contentful token", "CFPAT-", Url, 43),
        new("mapbox-secret", "Mapbox secret token", "sk.eyJ", Dotted, 60),
        new("readme-key", "ReadMe API key", "rdme_", Lower, 70),
        new("typeform-token", "Typeform token", "tfp_", Dotted, 59),
        new("frameio-token", "Frame.io token", "fio-u-", Url, 64),

        // Shapes without a vendor
        new BearerRule(),
        new JwtRule(),
        new PrivateKeyRule(),
    ];
}
