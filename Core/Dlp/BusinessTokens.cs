using static BotBottle.Core.Dlp.TokenCharset;
using static BotBottle.Core.Dlp.TokenChecks;
using static BotBottle.Core.Dlp.TokenSource;

namespace BotBottle.Core.Dlp;

/// <summary>Keys of messages, payments, shops, and tools of an office.</summary>
internal static class BusinessTokens
{
    public static IReadOnlyList<TokenRule> All { get; } =
    [
        new("slack-token", "Slack token",
            "xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxc- xoxd- xoxe.xoxb- xoxe.xoxp- xapp- xwfp-", Url, 24, Gitleaks) { Check = Digit },
        new("slack-webhook", "Slack webhook", "hooks.slack.com/services/", Hook, 40, Gitleaks) { Mark = (0, (byte)'T') },
        new("slack-workflow-webhook", "Slack webhook", "hooks.slack.com/workflows/ hooks.slack.com/triggers/", Hook, 40, Gitleaks),
        new DiscordBotRule(),
        new("discord-webhook", "Discord webhook", "discord.com/api/webhooks/ discordapp.com/api/webhooks/", Hook, 80, GitHub),
        new LedRule("telegram-token", "Telegram bot token", ":AA", Url, 33, Gitleaks) { Lead = Decimals, LeadMin = 8, LeadMax = 10, Word = "bot" },
        new("zapier-webhook", "Zapier webhook", "hooks.zapier.com/hooks/catch/", Hook, 12, GitHub) { Check = Digit },
        new("sendgrid-key", "SendGrid API key", "SG.", Dotted, 66, Gitleaks) { Mark = (22, (byte)'.') },
        new("brevo-key", "Brevo API key", "xkeysib- xsmtpsib-", Url, 81, Gitleaks) { Mark = (64, (byte)'-') },
        new("mailgun-key", "Mailgun API key", "key-", HexLower, 32, Gitleaks) { Check = Mixed, Exact = true },
        new MarkedRule("mailchimp-key", "Mailchimp API key", "-us", HexLower, 32, 1, "", Gitleaks) { More = 1, Behind = Decimals },
        new("mailersend-token", "MailerSend token", "mlsn.", HexLower, 64, Public),
        new("twilio-key", "Twilio API key", "SK", HexLower, 32, Gitleaks) { Check = Mixed, Exact = true },
        new("telnyx-key", "Telnyx API key", "KEY", Word, 55, GitHub) { Mark = (32, (byte)'_'), Check = MixedCase },
        new("resend-key", "Resend API key", "re_", Word, 32, GitHub) { Mark = (8, (byte)'_'), Check = MixedCase },
        new("onesignal-key", "OneSignal API key", "os_v2_app_ os_v2_org_", Lower, 80, Public),
        new("courier-key", "Courier API key", "pk_prod_", Upper, 28, Kingfisher) { Check = Mixed },
        new("clickup-token", "ClickUp token", "pk_", Word, 41, Betterleaks) { Check = ClickUp },
        new("klaviyo-key", "Klaviyo API key", "pk_", Lower, 34, Betterleaks) { Check = Mixed, Exact = true },
        new("intercom-token", "Intercom token", "dG9rO", Base64, 50, GitHub) { Check = MixedCase },
        new("stripe-key", "Stripe key", "sk_live_ rk_live_ sk_org_live_ sk_test_ rk_test_ sk_org_test_", Alphanumeric, 24, Gitleaks),
        new("sk-prod-key", "API key (sk_prod_)", "sk_prod_ sk_dev_", Url, 40, Vendor) { Check = MixedCase },
        new("stripe-webhook-secret", "Stripe webhook secret", "whsec_", Base64, 32, GitHub),
        new("stytch-secret", "Stytch secret", "secret-live- secret-test-", Url, 30, Public),
        new("square-token", "Square token", "sq0atp- sq0csp-", Url, 22, Gitleaks),
        new("square-access-token", "Square access token", "EAAA", Url, 60, Gitleaks) { Check = MixedCase, Exact = true },
        new("facebook-token", "Facebook access token", "EAA", Alphanumeric, 100, Gitleaks) { Check = MixedCase },
        new("paypal-token", "PayPal or Braintree access token", "access_token$production$ access_token$sandbox$", Dollar, 49, Public)
            { Mark = (16, (byte)'$') },
        new("plaid-token", "Plaid access token", "access-production- access-sandbox- access-development-", HexDashed, 36, Gitleaks) { Check = Uuid },
        new("razorpay-key", "Razorpay key", "rzp_live_ rzp_test_", Alphanumeric, 14, Kingfisher),
        new("paddle-key", "Paddle API key", "pdl_live_apikey_ pdl_sdbx_apikey_", Word, 40, Public),
        new("lob-key", "Lob API key", "live_ test_", HexLower, 35, Gitleaks) { Check = Mixed, Exact = true },
        new("live-key", "API key (live_)", "live_", Url, 30, GitHub) { Check = MixedCase },
        new("shopify-token", "Shopify token", "shpat_ shpca_ shppa_ shpss_ shpua_", Hex, 32, Gitleaks),
        new("shippo-token", "Shippo token", "shippo_live_ shippo_test_", HexLower, 40, Gitleaks),
        new("easypost-key", "EasyPost API key", "EZAK EZTK", Alphanumeric, 54, Gitleaks) { Check = MixedCase },
        new("flutterwave-key", "Flutterwave secret key", "FLWSECK- FLWSECK_TEST-", Alphanumeric, 32, Gitleaks),
        new("flutterwave-encryption-key", "Flutterwave encryption key", "FLWSECK_TEST-", Alphanumeric, 12, Gitleaks) { Check = Digit },
        new("duffel-token", "Duffel token", "duffel_live_ duffel_test_", Url, 43, Gitleaks),
        new("persona-key", "Persona API key", "persona_production_ persona_sandbox_", HexDashed, 36, GitHub) { Check = Uuid },
        new("onfido-token", "Onfido token", "api_live. api_live_us. api_live_ca. api_live_eu.", Dotted, 30, GitHub) { Check = MixedCase },
        new("salesforce-token", "Salesforce access token", "00D", Session, 90, GitHub) { Mark = (12, (byte)'!') },
        new("salesforce-refresh-token", "Salesforce refresh token", "5Aep861", Dotted, 60, GitHub),
        new("dropbox-token", "Dropbox token", "sl.", Dotted, 100, Gitleaks) { Check = MixedCase },
        new("notion-token", "Notion token", "ntn_", Alphanumeric, 46, Gitleaks),
        new("notion-secret", "Notion integration secret", "secret_", Alphanumeric, 43, GitHub) { Check = MixedCase },
        new("airtable-token", "Airtable token", "pat", Dotted, 79, Betterleaks) { Mark = (14, (byte)'.') },
        new("canva-secret", "Canva client secret", "cnvca", Url, 51, Betterleaks) { Check = MixedCase },
        new("figma-token", "Figma token", "figd_ figu_ figur_ figuh_ figo_ figoh_ figor_", Url, 38, Betterleaks),
        new("hubspot-token", "HubSpot private app token", "pat-na1- pat-na2- pat-na3- pat-eu1- pat-ap1-", HexDashed, 36, Public) { Check = Uuid },
        new("contentful-token", "Contentful token", "CFPAT-", Url, 43, Public),
        new("builder-key", "Builder.io private key", "bpk-", HexLower, 32, Kingfisher) { Check = Mixed, Exact = true },
        new("mapbox-secret", "Mapbox secret token", "sk.eyJ", Dotted, 60, GitHub),
        new("readme-key", "ReadMe API key", "rdme_", Lower, 70, Gitleaks),
        new("typeform-token", "Typeform token", "tfp_", Dotted, 59, Gitleaks),
        new("frameio-token", "Frame.io token", "fio-u-", Url, 64, Gitleaks),
        new("calcom-key", "Cal.com API key", "cal_live_", HexLower, 32, Kingfisher),
        new("secret-token-uri", "token (secret-token:)", "secret-token:", Dotted, 20, "RFC 8959") { Check = MixedCase },
    ];
}
