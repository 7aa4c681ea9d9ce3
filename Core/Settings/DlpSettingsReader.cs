using System.Text.RegularExpressions;
using BotBottle.Core.Budgets;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Reads the key <c>dlp</c> of settings.yml.</summary>
internal static class DlpSettingsReader
{
    private const int MaxPatternLength = 1000;

    public static DlpSettings Read(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("dlp");
        mapping.RefuseMisplaced("dlp of the settings", "dlp of a route", RouteReader.DlpKeys);
        mapping.AllowOnly("dlp", "known_secrets", "allow", "rules", "approval_timeout");
        return new DlpSettings(
            [.. Items(mapping, "known_secrets").Select(item => item.ReadText("dlp.known_secrets"))],
            [.. Items(mapping, "allow").Select(ReadAllowance)],
            ReadRules(mapping),
            mapping.Find("approval_timeout")?.ReadDuration("dlp.approval_timeout") ?? HostPolicy.DefaultApprovalTimeout);
    }

    private static DlpAllowance ReadAllowance(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            return new DlpAllowance(node.ReadText("dlp.allow"), null);
        }

        mapping.AllowOnly("dlp.allow", "regex");
        return new DlpAllowance(null, ReadPattern(mapping, "dlp.allow"));
    }

    private static List<DlpRule> ReadRules(YamlMapping dlp)
    {
        List<DlpRule> rules = [];
        foreach (YamlNode item in Items(dlp, "rules"))
        {
            YamlMapping mapping = item.AsMapping("dlp.rules");
            mapping.AllowOnly("dlp.rules", "name", "regex", "severity");
            string name = (mapping.Find("name") ?? throw new ConfigurationException(mapping.Mark, "dlp.rules: needs 'name'"))
                .ReadText("dlp.rules.name", 64);
            if (rules.Any(rule => rule.Name == name))
            {
                throw new ConfigurationException(mapping.Mark, $"dlp.rules: two rules are named '{name}'");
            }

            DlpSeverity severity = mapping.Find("severity")?.ReadName<DlpSeverity>("dlp.rules.severity") ?? DlpSeverity.Block;
            rules.Add(new DlpRule(name, ReadPattern(mapping, "dlp.rules"), severity));
        }

        return rules;
    }

    private static string ReadPattern(YamlMapping mapping, string what)
    {
        YamlNode node = mapping.Find("regex") ?? throw new ConfigurationException(mapping.Mark, $"{what}: needs 'regex'");
        string pattern = node.ReadText($"{what}.regex", MaxPatternLength);
        try
        {
            // Agents choose the input: without NonBacktracking a pattern could take exponential time.
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern;
        }
        catch (ArgumentException broken)
        {
            throw new ConfigurationException(node.Mark, $"{what}.regex: {broken.Message}", broken);
        }
        catch (NotSupportedException unsupported)
        {
            throw new ConfigurationException(
                node.Mark, $"{what}.regex: look-around, back-references and atomic groups are not available ({unsupported.Message})", unsupported);
        }
    }

    private static IReadOnlyList<YamlNode> Items(YamlMapping mapping, string key) => mapping.Find(key)?.AsList($"dlp.{key}").Items ?? [];
}
