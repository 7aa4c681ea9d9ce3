using BotBottle.Core.Budgets;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Reads a <c>budget</c> mapping, which is the same in settings.yml and in manifests (docs/contracts.md, section 2).</summary>
public static class BudgetReader
{
    /// <summary>Maximum number of warning thresholds per budget.</summary>
    public const int MaxWarnings = 16;

    /// <summary>Reads the value of the key <c>budget</c>: provider to a number of tokens, or to a mapping.</summary>
    /// <param name="node">The value.</param>
    /// <param name="scope">The scope of the budgets.</param>
    /// <param name="providers">The known providers. Any other name is an error, because its budget would limit nothing.</param>
    /// <exception cref="ConfigurationException">The value is invalid.</exception>
    public static IReadOnlyList<Budget> Read(YamlNode node, Scope scope, IReadOnlyCollection<string> providers)
    {
        YamlMapping mapping = node.AsMapping("budget", limit => TokenAmount.TryParse(limit, out _) ? $"budget: {{claude: {limit}}}" : null);
        List<Budget> budgets = [];
        foreach (YamlEntry entry in mapping.Entries)
        {
            string provider = ProviderNames.Find(entry.Key.Text, providers)
                ?? throw new ConfigurationException(entry.Key.Mark, $"budget: {ProviderNames.Unknown(entry.Key.Text, providers)}");
            budgets.Add(budgets.Exists(budget => budget.Provider == provider)
                ? throw new ConfigurationException(entry.Key.Mark, $"budget: '{entry.Key.Text}' is the provider {provider}, whose budget is given twice")
                : ReadOne(entry, provider, scope));
        }

        return budgets;
    }

    private static Budget ReadOne(YamlEntry entry, string provider, Scope scope)
    {
        string what = $"budget.{provider}";
        string origin = $"{entry.Key.Mark.File}:{entry.Key.Mark.Line}";
        if (entry.Value is YamlScalar)
        {
            return Budget.OfTokens(scope, provider, entry.Value.ReadAmount(what), origin);
        }

        YamlMapping mapping = entry.Value as YamlMapping ?? throw entry.Value.Expected(what, "a number of tokens, or a mapping");
        mapping.AllowOnly(what, "tokens", "requests", "window", "enforcement", "warn_at", "gate");
        long? tokens = mapping.Find("tokens")?.ReadAmount($"{what}.tokens");
        long? requests = mapping.Find("requests")?.ReadAmount($"{what}.requests");
        if (tokens is null && requests is null)
        {
            throw new ConfigurationException(mapping.Mark, $"{what}: needs 'tokens' or 'requests'; without either it limits nothing");
        }

        return new Budget(
            scope, provider, tokens, requests,
            ReadWindow(mapping.Find("window"), $"{what}.window"),
            mapping.Find("enforcement")?.ReadName<BudgetEnforcement>($"{what}.enforcement") ?? BudgetEnforcement.Hard,
            mapping.Find("gate")?.ReadName<BudgetGate>($"{what}.gate") ?? BudgetGate.Paced,
            ReadWarnings(mapping.Find("warn_at"), $"{what}.warn_at"),
            origin);
    }

    private static BudgetWindow ReadWindow(YamlNode? node, string what)
    {
        if (node is null)
        {
            return BudgetWindow.None;
        }

        YamlScalar scalar = node.AsScalar(what);
        return BudgetWindow.TryParse(scalar.Text, out BudgetWindow window)
            ? window
            : throw scalar.Expected(what, "none, daily, weekly, monthly or a duration such as 24h");
    }

    private static IReadOnlyList<double> ReadWarnings(YamlNode? node, string what)
    {
        if (node is null)
        {
            return Budget.DefaultWarnAt;
        }

        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        if (items.Count > MaxWarnings)
        {
            throw new ConfigurationException(node.Mark, $"{what}: at most {MaxWarnings} thresholds");
        }

        return [.. items.Select(item => (double)item.ReadDecimal(what, 0.01m, 0.99m)).Distinct().Order()];
    }
}
