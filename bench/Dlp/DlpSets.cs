using System.Text.RegularExpressions;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Dlp;

/// <summary>The compared detectors.</summary>
internal static class DlpSets
{
    /// <summary>All token patterns and a handful of known secrets.</summary>
    public static DlpDetectors Few { get; } = new(true, Secrets(5), [], [], new byte[32]);

    /// <summary>All token patterns and as many known secrets as the cache holds.</summary>
    public static DlpDetectors Many { get; } = new(true, Secrets(256), [], [], new byte[32]);

    /// <summary>
    /// The documented token shapes as one expression, as one would write without a scanner: no encodings, no secrets, no state across pieces.
    /// </summary>
    public static Regex Expression { get; } = new(
        "(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|ghp_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82}|sk-ant-[A-Za-z0-9_-]{80}|sk-proj-[A-Za-z0-9_-]{40}|sk-[A-Za-z0-9]"
            + "{48}"
        + "|sk_live_[A-Za-z0-9]{24}|hf_[A-Za-z0-9]{34}|dapi[a-f0-9]{32}|xox[bpars]-[A-Za-z0-9-]{24}|npm_[A-Za-z0-9]{36}|SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]"
        + "{43}|pypi-[A-Za-z0-9_-]{70}|hvs\\.[A-Za-z0-9_-]{24}",
        RegexOptions.Compiled | RegexOptions.CultureInvariant);

    /// <summary>Returns the secret with a number.</summary>
    public static string Secret(int number) => DlpInputs.Random(40, 100 + number);

    private static IEnumerable<KnownSecret> Secrets(int count) => Enumerable.Range(0, count).Select(i => new KnownSecret($"SECRET_{i}", Secret(i)));
}
