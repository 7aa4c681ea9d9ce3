using static BotBottle.Core.Dlp.TokenCharset;
using static BotBottle.Core.Dlp.TokenChecks;
using static BotBottle.Core.Dlp.TokenSource;

namespace BotBottle.Core.Dlp;

/// <summary>Keys of clouds, hosts and databases.</summary>
internal static class CloudTokens
{
    // Secrets are long Base64; half of a session token is enough to be sure, and all of it is covered.
    private const int LongToken = 3500;

    public static IReadOnlyList<TokenRule> All { get; } =
    [
        new("aws-access-key", "AWS access key", "AKIA", Upper, 16, Gitleaks) { Check = NoExample },
        new("aws-temporary-key", "AWS access key", "ASIA ABIA ACCA", Upper, 16, Gitleaks) { Check = DigitNoExample },
        new("aws-old-access-key", "AWS access key", "A3T", Upper, 17, Gitleaks) { Check = Mixed, Exact = true },
        new("aws-session-token", "AWS session token", "IQoJb3JpZ2luX2Vj FwoGZXIvYXdzE FQoGZXIvYXdzE", Base64, 100, Public)
        {
            Max = LongToken, Check = NoExample,
        },
        new("aws-bedrock-key", "AWS Bedrock API key", "ABSKQmVkcm9ja0FQSUtleS", Base64, 80, Kingfisher), // BedrockAPIKey-
        new("aws-bedrock-short-key", "AWS Bedrock API key", "bedrock-api-key-", Base64, 60, Kingfisher) { Max = LongToken },
        new("aws-mws-token", "Amazon MWS token", "amzn.mws.", HexDashed, 36, Gitleaks) { Check = Uuid },
        new("aws-appsync-key", "AWS AppSync API key", "da2-", Lower, 26, GitHub) { Check = Digit, Exact = true },
        new("google-api-key", "Google API key", "AIza", Url, 35, Gitleaks),
        new("google-auth-key", "Google API key", "AQ.Ab8", Url, 40, Betterleaks),
        new("google-oauth-token", "Google OAuth access token", "ya29.", Url, 30, Kingfisher),
        new("google-refresh-token", "Google OAuth refresh token", "1//0", Url, 40, Kingfisher) { Check = MixedCase },
        new("google-oauth-code", "Google OAuth code", "4/0A", Url, 60, Public) { Check = MixedCase },
        new("google-oauth-secret", "Google OAuth client secret", "GOCSPX-", Url, 28, Kingfisher),
        new("google-storage-key", "Google Cloud Storage HMAC key", "GOOG1E", Upper, 50, GitHub),
        new("google-storage-user-key", "Google Cloud Storage HMAC key", "GOOG", Upper, 20, GitHub) { Check = Digit, Exact = true },
        new("azure-storage-key", "Azure storage account key", "AccountKey=", Base64, 86, TokenSource.Microsoft),
        new("azure-shared-access-key", "Azure shared access key", "SharedAccessKey=", Base64, 43, TokenSource.Microsoft),
        new("azure-app-configuration", "Azure App Configuration secret", "Secret=", Base64, 43, Betterleaks)
        {
            Check = MixedCase, IsEncoded = false, // one prefix too many for the filter of encoded places
        },
        new("azure-sas", "Azure shared access signature", "sig=", Base64, 44, TokenSource.Microsoft) { Mark = (43, (byte)'=') },
        new LedRule("azure-client-secret", "Azure client secret", "7Q~ 8Q~", Tilde, 31, TokenSource.Microsoft) { Lead = Tilde, LeadMin = 3, LeadMax = 3 },
        new MarkedRule("azure-key", "Azure key", "JQQJ99 JQQJ9D JQQJ9H", Alphanumeric, 52, 26, "", TokenSource.Microsoft) { IsPadded = true },
        new MarkedRule("azure-devops-token", "Azure DevOps token", "AZDO", Alphanumeric, 76, 4, "", TokenSource.Microsoft),
        new MarkedRule("azure-openai-key", "Azure OpenAI key", "ACOG", Alphanumeric, 76, 4, "", TokenSource.Microsoft),
        new MarkedRule("azure-account-key", "Azure account key", "+ASt ACDb +ABa +AMC APIM", Base64Plain, 76, 6, "==", TokenSource.Microsoft),
        new MarkedRule("azure-access-key", "Azure access key", "AIoT +ARm +AEh +ASb AzCa AZEG", Base64Plain, 33, 6, "=", TokenSource.Microsoft),
        new MarkedRule("azure-registry-key", "Azure registry or search key", "+ACR AzSe", Base64Plain, 42, 6, "", TokenSource.Microsoft),
        new MarkedRule("azure-function-key", "Azure Functions key", "AzFu", Url, 44, 6, "==", TokenSource.Microsoft),
        new("alibaba-access-key", "Alibaba access key", "LTAI", Alphanumeric, 16, Gitleaks) { Check = MixedCase },
        new("alibaba-sts-key", "Alibaba temporary access key", "STS.", Alphanumeric, 20, Betterleaks) { Check = MixedCase },
        new("alibaba-sts-token", "Alibaba security token", "CAIS", Base64Url, 200, Betterleaks) { Check = MixedCase, Max = LongToken },
        new("tencent-secret-id", "Tencent secret id", "AKID", Alphanumeric, 32, GitHub) { Check = MixedCase },
        new("yandex-api-key", "Yandex API key", "AQVN", Url, 35, Gitleaks) { Check = MixedCase },
        new("yandex-static-key", "Yandex static key", "YCA YCM YCN YCO YCP", Url, 37, Gitleaks) { Check = MixedCase, Exact = true },
        new("yandex-oauth-token", "Yandex OAuth token", "y0_Ag y0__", Url, 45, GitHub) { Check = MixedCase },
        new("yandex-iam-token", "Yandex IAM token", "t1.9eu", Dotted, 100, Gitleaks) { Check = MixedCase },
        new("digitalocean-token", "DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", HexLower, 64, Gitleaks),
        new("digitalocean-spaces-key", "DigitalOcean Spaces key", "DO00 DO801", Upper, 15, Public) { Check = Digit },
        new("scaleway-key", "Scaleway access key", "SCW", Upper, 17, Vendor) { Check = Digit, Exact = true },
        new("exoscale-key", "Exoscale key", "EXO", Lower, 24, Betterleaks) { Check = Mixed, Exact = true },
        new("cloudflare-origin-key", "Cloudflare origin CA key", "v1.0-", HexDashed, 160, Gitleaks) { Mark = (24, (byte)'-') },
        new("cloudflare-token", "Cloudflare token", "cfut_ cfat_ cfk_", Url, 40, Kingfisher) { Check = MixedCase },
        new("fly-token", "Fly.io token", "fm1r_ fm1a_ fm2_ fo1_", Base64Url, 43, Gitleaks),
        new("heroku-token", "Heroku API key", "HRKU-", Url, 36, Gitleaks),
        new("upcloud-token", "UpCloud token", "ucat_", Alphanumeric, 24, Betterleaks) { Check = MixedCase },
        new("netlify-token", "Netlify token", "nfp_ nfc_ nfo_ nfu_", Alphanumeric, 36, GitHub) { Check = MixedCase },
        new("render-token", "Render API key", "rnd_", Alphanumeric, 28, Public) { Check = MixedCase },
        new("vercel-token", "Vercel token", "vcp_ vci_ vca_ vcr_ vck_", Url, 40, Betterleaks) { Check = MixedCase },
        new("vercel-blob-token", "Vercel Blob token", "vercel_blob_rw_", Word, 30, Public),
        new("scalingo-token", "Scalingo token", "tk-us- tk-eu-", Url, 48, Gitleaks),
        new("planetscale-token", "PlanetScale token", "pscale_tkn_ pscale_pw_ pscale_oauth_", Dotted, 32, Gitleaks),
        new("supabase-token", "Supabase token", "sbp_oauth_ sbp_v0_ sbp_", HexLower, 40, Public),
        new("supabase-secret", "Supabase secret key", "sb_secret_", Url, 31, Betterleaks),
        new("neon-token", "Neon API key", "napi_", Alphanumeric, 64, Public),
        new("aiven-password", "Aiven password", "AVNS_", Url, 16, Public),
        new("atlas-service-secret", "MongoDB Atlas service account secret", "mdb_sa_sk_", Url, 40, Betterleaks),
        new("cockroach-key", "CockroachDB Cloud key", "CCDB1_", Word, 60, Betterleaks) { Mark = (22, (byte)'_') },
        new("clickhouse-key", "ClickHouse Cloud secret", "4b1d", Alphanumeric, 38, Gitleaks) { Check = MixedCase, Exact = true },
        new("confluent-secret", "Confluent Cloud secret", "cflt", Base64Plain, 60, GitHub) { Check = MixedCase, Exact = true },
        new("databricks-token", "Databricks token", "dapi dose dkea", HexLower, 32, TokenSource.Microsoft),
        new("dbt-token", "dbt Cloud token", "dbtc_ dbtu_", Url, 30, Public),
        new("elastic-key", "Elastic Cloud key", "essu_", Base64Url, 60, Betterleaks),
        new("xata-key", "Xata key", "xau_", Alphanumeric, 30, GitHub) { Check = MixedCase },
        new("materialize-password", "Materialize password", "mzp_", HexLower, 64, Vendor),
        new("gel-token", "Gel secret key", "nbwt1_ nbwt_ edbt1_ edbt_", Dotted, 40, Public),
        new("tinybird-token", "Tinybird token", "p.eyJ", Dotted, 60, GitHub),
        new("metabase-key", "Metabase API key", "mb_", Base64, 43, Vendor) { Check = MixedCase },
        new("hex-token", "Hex token", "hxtp_ hxtw_", HexLower, 64, Vendor),
        new("lightdash-token", "Lightdash token", "ldpat_", HexLower, 32, Public),
        new("deno-token", "Deno Deploy token", "ddp_ ddw_ ddo_", Alphanumeric, 36, Betterleaks) { Check = MixedCase },
        new("qstash-token", "Upstash QStash token", "eyJVc2VySUQiOi", Base64, 60, Public),
        new("settlemint-token", "SettleMint token", "sm_aat_ sm_pat_ sm_sat_", Alphanumeric, 16, Gitleaks),
    ];
}
