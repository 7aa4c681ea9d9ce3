using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Fuzz.Targets;

/// <summary>settings.yml: a text is read or refused with its place; no other exception is thrown.</summary>
internal sealed partial class SettingsTarget : FuzzTarget
{
    private const string File = "settings.yml";

    public override string Name => "settings";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "budget:\n  claude: 5000000\n  codex: {tokens: 2000000, requests: 5000, window: 24h, enforcement: hard, warn_at: [0.8, 0.95], gate: paced}\n"
                + "shutdown: cutoff\n",
            "weights: {input: 1, cache_read: 0.1, cache_write: 1.25, output: 5}\nproviders:\n  local: {hosts: [\"llm.internal:8443\"], format: openai}\n",
            "dlp:\n  known_secrets: [NPM_TOKEN, ~/.netrc]\n  allow: [\"a value\", {regex: \"^test_\"}]\n  rules: [{name: corp, regex: \"corp_[a-z]{32}\", "
                + "severity: block}]\n  approval_timeout: 300s\n",
            "upstream:\n  ca: /path/extra-ca.pem\n  resolve: {api.anthropic.com: \"127.0.0.1:9443\"}\n",
            "budget:\n  claude:\n    tokens: 5M\n    window: weekly\n    warn_at: 0.5\n",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new[]
        {
            ": ", "- ", "\n", "\n  ", "{", "}", "[", "]", "&a ", "*a", "!!str ", "<<: ", "|\n  x", ">-\n", "'", "\"", "\\u0000", "# ", "---\n", "...\n",
            "%YAML 1.1\n", "\t", "null", "~", ".inf", "1e400",
            "-1", "0x10", "9223372036854775808", "? ", "\u00ef\u00bb\u00bf", "[[[[[[[[[[[[[[[[", "{a: {a: {a: {a: ",
        }.Select(Pieces.Bytes),
    ];

    public override void Judge(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        try
        {
            HostSettingsReader.Read(text, File);
        }
        catch (ConfigurationException refused)
        {
            Finding.Unless(Place().IsMatch(refused.Message), $"no place in '{refused.Message}'");
            Finding.Unless(refused.Message.Length < 4096, "a message of such a length");
        }
    }

    [GeneratedRegex(@"settings\.yml:[0-9]+:[0-9]+")]
    private static partial Regex Place();
}
