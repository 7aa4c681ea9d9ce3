using static BotBottle.Core.Dlp.TokenCharset;
using static BotBottle.Core.Dlp.TokenChecks;
using static BotBottle.Core.Dlp.TokenSource;

namespace BotBottle.Core.Dlp;

/// <summary>Keys of secret stores, networks, monitoring and measurements.</summary>
internal static class OperationsTokens
{
    public static IReadOnlyList<TokenRule> All { get; } =
    [
        new("vault-token", "Vault token", "hvs. hvr.", Url, 24, Gitleaks) { Check = MixedCase },
        new("vault-batch-token", "Vault batch token", "hvb.", Url, 90, Gitleaks),
        new("doppler-token", "Doppler token", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", Dotted, 40, Gitleaks),
        new("onepassword-token", "1Password service account token", "ops_eyJ", Base64Url, 200, Gitleaks) { Max = 2048 },
        new("onepassword-key", "1Password secret key", "A3-", UpperDashed, 31, Gitleaks) { Mark = (6, (byte)'-') },
        new("bitwarden-token", "Bitwarden access token", "0.", Bitwarden, 80, Public)
        {
            Mark = (36, (byte)'.'), Check = Uuid, IsEncoded = false, Next = HexLower,
        },
        new("infisical-token", "Infisical service token", "st.", Dotted, 60, Kingfisher) { Mark = (24, (byte)'.') },
        new("age-key", "age secret key", "AGE-SECRET-KEY-1", Upper, 58, Gitleaks),
        new("wireguard-key", "WireGuard private key", "PrivateKey\u2423=\u2423 PrivateKey= PresharedKey\u2423=\u2423 PresharedKey=", Base64, 44,
            "wireguard.com, wg(8), 2026-11") { Mark = (43, (byte)'=') },
        new("tailscale-key", "Tailscale key", "tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook-", Url, 20, GitHub),
        new("defined-networking-key", "Defined Networking key", "dnkey-", Url, 79, Gitleaks) { Mark = (26, (byte)'-') },
        new("openshift-token", "OpenShift token", "sha256~", Url, 43, Gitleaks),
        new("okta-token", "Okta API token", "SSWS\u242300", Url, 38, Vendor),
        new("authress-key", "Authress service key", "sc_ ext_ scauth_ authress_", Bearer, 60, Gitleaks) { Check = AuthressAccount },
        new("intra42-secret", "Intra42 client secret", "s-s4t2ud- s-s4t2af-", HexLower, 64, Gitleaks),
        new("grafana-token", "Grafana service account token", "glsa_", Word, 41, Gitleaks) { Mark = (32, (byte)'_') },
        new("grafana-cloud-token", "Grafana Cloud token", "glc_eyJ", Base64, 40, Gitleaks),
        new("grafana-key", "Grafana API key", "eyJrIjoi", Base64, 60, Betterleaks),
        new("sentry-token", "Sentry token", "sntryu_ sntrya_", HexLower, 64, Gitleaks),
        new("sentry-org-token", "Sentry organisation token", "sntrys_eyJ", Base64Url, 80, Gitleaks) { Max = 1024 },
        new("newrelic-key", "New Relic key", "NRAK-", Upper, 27, Gitleaks),
        new("newrelic-ingest-key", "New Relic ingest key", "NRII-", Url, 32, Gitleaks),
        new("newrelic-browser-key", "New Relic browser key", "NRJS- NRBR-", HexLower, 19, Gitleaks),
        new("datadog-key", "Datadog application key", "ddapp_", Alphanumeric, 34, Vendor),
        new("dynatrace-token", "Dynatrace token", "dt0c01. dt0s01. dt0s06. dt0s16.", Dotted, 88, Gitleaks) { Mark = (24, (byte)'.') },
        new("honeycomb-key", "Honeycomb key", "hcaik_ hcbik_ hccik_ hcxik_ hcalk_ hcxlk_", Lower, 50, Public) { Check = Mixed },
        new("axiom-token", "Axiom token", "xaat- xapt-", HexDashed, 36, Kingfisher) { Check = Uuid },
        new("logfire-token", "Logfire token", "pylf_v1_us_ pylf_v1_eu_ pylf_v2_us_ pylf_v2_eu_", Alphanumeric, 40, Public),
        new("honeybadger-token", "Honeybadger token", "hbp_", Alphanumeric, 36, Vendor) { Check = MixedCase },
        new("posthog-key", "PostHog key", "phx_ phs_ phr_", Alphanumeric, 40, Betterleaks),
        new MarkedRule("maxmind-key", "MaxMind licence key", "_mmk", Word, 36, 0, "", Gitleaks),
        new("adobe-secret", "Adobe client secret", "p8e-", Url, 32, Gitleaks) { Check = Mixed, Exact = true },
        new("quicknode-key", "QuickNode key", "QN_", HexLower, 32, Vendor) { Check = Mixed },
        new("teams-webhook", "Teams webhook", "webhook.office.com/webhookb2/", Webhook, 100, Gitleaks),
    ];
}
