using static BotBottle.Core.Dlp.TokenCharset;
using static BotBottle.Core.Dlp.TokenChecks;
using static BotBottle.Core.Dlp.TokenSource;

namespace BotBottle.Core.Dlp;

/// <summary>Tokens of code hosts, package registries, builds and deployments.</summary>
internal static class CodeTokens
{
    private const string NewFormats = "github.blog, \"Behind GitHub's new authentication token formats\", 2021-04";
    private const string NpmFormat = "github.blog, \"npm has a new access token format\", 2021-09";

    public static IReadOnlyList<TokenRule> All { get; } =
    [
        new("github-token", "GitHub token", "ghp_", Alphanumeric, 36, NewFormats) { Check = Checksum30, Anywhere = true },
        new("github-app-token", "GitHub token (OAuth, app)", "gho_ ghu_ ghs_", Alphanumeric, 36, NewFormats) { Check = Checksum30, Anywhere = true },
        new("github-refresh-token", "GitHub refresh token", "ghr_", Alphanumeric, 76, Kingfisher) { Check = Checksum70, Anywhere = true },
        new("github-fine-grained-token", "GitHub fine-grained token", "github_pat_", Word, 82, Kingfisher),
        new("gitlab-token", "GitLab token",
            "glpat- glrtr- glcbt- glptt- glsoat- glimt- glagent- gloas- glffct-", Dotted, 20, Kingfisher),
        new("gitlab-short-token", "GitLab token", "gldt- glrt- glft- glwt-", Dotted, 20, Kingfisher) { Check = Digit },
        new("gitlab-registration-token", "GitLab runner registration token", "GR1348941", Url, 20, Kingfisher),
        new("gitlab-session", "GitLab session", "_gitlab_session=", Lower, 32, Gitleaks),
        new("bitbucket-token", "Bitbucket app password", "ATBB", Alphanumeric, 32, GitHub) { Check = MixedCase },
        new("atlassian-token", "Atlassian API token", "ATATT3 ATCTT3", Base64Url, 100, Gitleaks),
        new("trello-token", "Trello token", "ATTA", Hex, 72, GitHub),
        new("linear-key", "Linear API key", "lin_api_ lin_oauth_ lin_wh_", Alphanumeric, 40, Betterleaks),
        new("npm-token", "npm token", "npm_", Alphanumeric, 36, NpmFormat) { Check = Checksum30, Anywhere = true },
        new("pypi-token", "PyPI token", "pypi-", Url, 70, Gitleaks),
        new("rubygems-key", "RubyGems API key", "rubygems_", HexLower, 48, Gitleaks),
        new("crates-token", "crates.io token", "cio", Alphanumeric, 32, Kingfisher) { Check = MixedCase, Exact = true },
        new("nuget-key", "NuGet API key", "oy2", Lower, 43, TokenSource.Microsoft) { Check = Mixed, Exact = true },
        new("clojars-token", "Clojars token", "CLOJARS_", Lower, 60, Gitleaks),
        new("packagist-token", "Packagist token", "packagist_uut_ packagist_ort_ packagist_out_ packagist_cut_", HexLower, 60, Public),
        new("openvsx-token", "Open VSX token", "ovsxat_", HexDashed, 36, Public) { Check = Uuid },
        new("docker-token", "Docker Hub token", "dckr_pat_ dckr_oat_", Url, 27, Betterleaks),
        new("artifactory-key", "Artifactory API key", "AKCp", Alphanumeric, 68, Betterleaks),
        new("artifactory-reference-token", "Artifactory reference token", "cmVmdGtuOjAx", Base64, 50, Betterleaks),
        new("sourcegraph-token", "Sourcegraph token", "sgp_", HexWord, 40, Gitleaks),
        new("segment-token", "Segment API token", "sgp_", Alphanumeric, 64, GitHub),
        new("sourcegraph-other-token", "Sourcegraph token", "sgd_ slk_", HexLower, 64, Vendor),
        new("sonar-token", "SonarQube token", "squ_ sqp_ sqa_", HexLower, 40, Betterleaks),
        new("deepsource-token", "DeepSource token", "dsp_", HexLower, 40, Vendor),
        new("buildkite-token", "Buildkite token", "bkua_ bkaj_ bkct_", HexLower, 40, Kingfisher),
        new("buildkite-temporary-token", "Buildkite token", "bkt_", Url, 30, Vendor) { Check = MixedCase },
        new("circleci-token", "CircleCI token", "CCIPAT_ CCIPRJ_", Word, 60, Kingfisher) { Mark = (22, (byte)'_') },
        new("harness-token", "Harness token", "pat. sat.", Dotted, 60, Gitleaks) { Mark = (22, (byte)'.') },
        new("jetbrains-token", "JetBrains token", "perm: perm-", Bearer, 60, GitHub) { Check = MixedCase },
        new("teamcity-token", "TeamCity token", "eyJ0eXAiOiAiVENWMiJ9.", Dotted, 60, Public),
        new("octopus-key", "Octopus Deploy API key", "API-", Upper, 25, Gitleaks) { Check = Mixed },
        new("pulumi-token", "Pulumi token", "pul-", HexLower, 40, Gitleaks),
        new LedRule("terraform-token", "Terraform token", ".atlasv1.", Url, 60, Gitleaks) { Lead = Alphanumeric, LeadMin = 14, LeadMax = 14 },
        new("infracost-key", "Infracost API key", "ico-", Alphanumeric, 32, Gitleaks) { Check = MixedCase },
        new("prefect-key", "Prefect API key", "pnu_ pnb_", Alphanumeric, 36, Gitleaks) { Check = MixedCase },
        new("postman-key", "Postman API key", "PMAK-", HexDashed, 59, Gitleaks) { Mark = (24, (byte)'-') },
        new("postman-collection-key", "Postman collection key", "PMAT-", Upper, 26, GitHub) { Check = Mixed },
        new("snyk-token", "Snyk token", "snyk_uat. snyk_sat.", Dotted, 40, Public),
        new("stackhawk-key", "StackHawk API key", "hawk.", Dotted, 41, Kingfisher) { Mark = (20, (byte)'.') },
        new("aikido-secret", "Aikido secret", "AIK_SECRET_", Word, 40, Kingfisher),
        new("aikido-ci-token", "Aikido CI token", "AIK_CI_", Alphanumeric, 20, Betterleaks),
        new("socket-key", "Socket API key", "sktsec_", Url, 40, Public),
        new("endor-key", "Endor Labs API key", "endr+", Url, 16, Betterleaks) { Check = MixedCase },
        new("launchdarkly-key", "LaunchDarkly key", "sdk- api-", HexDashed, 36, Kingfisher) { Check = Uuid },
        new("configcat-key", "ConfigCat SDK key", "configcat-sdk-1/", Hook, 40, Betterleaks),
        new("statsig-key", "Statsig secret key", "secret-", Alphanumeric, 40, Vendor) { Check = MixedCase },
        new("flagsmith-key", "Flagsmith server key", "ser.", Alphanumeric, 22, Vendor) { Check = MixedCase, Exact = true },
        new("unkey-key", "Unkey root key", "unkey_", Alphanumeric, 20, Kingfisher) { Check = MixedCase },
        new("trigger-key", "Trigger.dev key", "tr_prod_ tr_stg_ tr_dev_ tr_pat_", Alphanumeric, 20, Vendor) { Check = Digit },
        new("inngest-key", "Inngest signing key", "signkey-prod- signkey-test- signkey-branch-", HexLower, 64, Kingfisher),
        new("ionic-token", "Ionic token", "ion_", Alphanumeric, 42, GitHub) { Check = MixedCase },
        new("zuplo-key", "Zuplo API key", "zpka_", Word, 40, GitHub),
        new("kong-token", "Kong Konnect token", "kpat_ spat_", Alphanumeric, 40, Vendor),
        new("retool-token", "Retool token", "retool_", Lower, 24, Vendor) { Check = Mixed },
        new("n8n-key", "n8n API key", "n8n_api_", HexLower, 60, Public),
    ];
}
