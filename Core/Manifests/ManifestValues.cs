using System.Text.RegularExpressions;
using BotBottle.Core.Budgets;
using BotBottle.Core.Logins;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>Readers of values that bottle and agent definitions share.</summary>
internal static partial class ManifestValues
{
    /// <summary>Maximum length of a variable's value.</summary>
    private const int MaxEnv = 32 * 1024;

    /// <summary>Reads a value with its place; null if the key is missing.</summary>
    public static Written<T>? Read<T>(YamlMapping mapping, string key, Func<YamlNode, T> read) =>
        mapping.Find(key) is { } node ? new Written<T>(read(node), node.Mark) : null;

    /// <summary>Reads a name, or a list of names.</summary>
    public static IReadOnlyList<Written<string>> ReadNames(YamlMapping mapping, string key)
    {
        IReadOnlyList<YamlNode> nodes = mapping.Find(key) switch
        {
            null => [],
            YamlList list => list.Items,
            { } node => [node],
        };
        List<Written<string>> names = [];
        foreach (YamlNode node in nodes)
        {
            YamlScalar scalar = node.AsScalar(key);
            if (!Scope.IsName(scalar.Text))
            {
                throw scalar.Expected(key, "a name: letters, digits, dots, dashes and underscores, a letter or digit first");
            }

            if (names.Any(name => name.Value == scalar.Text))
            {
                throw new ConfigurationException(scalar.Mark, $"{key}: '{scalar.Text}' is given twice");
            }

            names.Add(new Written<string>(scalar.Text, scalar.Mark));
        }

        return names;
    }

    /// <summary>Reads <c>allow</c>: a registry preset or a host, or a list of them.</summary>
    public static IReadOnlyList<Written<string>> ReadAllow(YamlNode? node) =>
        [.. (node is null ? [] : node is YamlList list ? list.Items : [node]).Select(item => new Written<string>(ReadAllowed(item), item.Mark))];

    /// <summary>Reads a provider's name: alone, or with the login that the host keeps for it (<c>{claude: login:work}</c>).</summary>
    public static string ReadProvider(YamlNode written, IReadOnlyList<string> providers)
    {
        YamlNode node = written is YamlMapping { Entries: [var only] } ? only.Key : written;
        string name = node.ReadText("agent_provider", 64);
        return ProviderNames.Find(name, providers)
            ?? throw new ConfigurationException(node.Mark, $"agent_provider: {ProviderNames.Unknown(name, providers)}; settings.yml can add others");
    }

    /// <summary>Reads the login of <c>agent_provider</c>; null if it names none.</summary>
    public static Written<LoginUse>? ReadLogin(YamlMapping front, IReadOnlyList<string> providers)
    {
        if (front.Find("agent_provider") is not YamlMapping { Entries: [var only] } written)
        {
            return null;
        }

        const string prefix = "login:";
        string text = only.Value.ReadText("agent_provider", 80);
        string name = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : "";
        string provider = ReadProvider(written, providers);
        return LoginAgent.OfProvider(provider) is not { } agent
            ? throw new ConfigurationException(only.Key.Mark, $"agent_provider: no login is kept for {provider}; there are logins for "
                + string.Join(", ", LoginAgent.All.Select(known => known.Provider)))
            : LoginUse.IsName(name) ? new Written<LoginUse>(new LoginUse(agent.Name, name), only.Value.Mark)
            : throw only.Value.Expected("agent_provider", "login:NAME, as 'bot-bottle login ls' lists them");
    }

    /// <summary>Reads <c>env</c>: a text, or a question for the launch.</summary>
    public static IReadOnlyDictionary<string, Written<EnvValue>> ReadEnv(YamlNode? node)
    {
        Dictionary<string, Written<EnvValue>> variables = new(StringComparer.Ordinal);
        foreach (YamlEntry entry in node?.AsMapping("env").Entries ?? [])
        {
            string name = entry.Key.Text;
            if (char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new ConfigurationException(entry.Key.Mark, $"env: '{name}' cannot name a variable: letters, digits and '_', no digit first");
            }

            if (entry.Value is not YamlScalar { Text.Length: <= MaxEnv } scalar || scalar.Text.Contains('\0', StringComparison.Ordinal)
                || (scalar.IsPlain && NoString().IsMatch(scalar.Text)))
            {
                throw entry.Value.Expected($"env.{name}", "a text (numbers and true or false need quotes), or \"?question\" to be asked at launch");
            }

            bool asked = scalar.Text.StartsWith('?');
            variables.Add(name, new Written<EnvValue>(new EnvValue(asked ? scalar.Text[1..].Trim() : scalar.Text, asked), scalar.Mark));
        }

        return variables;
    }

    /// <summary>Reads <c>git-gate.user</c>.</summary>
    public static GitUser ReadUser(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("git-gate.user");
        mapping.AllowOnly("git-gate.user", "name", "email");
        return new GitUser(
            Read(mapping, "name", value => value.ReadText("git-gate.user.name", 256)),
            Read(mapping, "email", value => value.ReadText("git-gate.user.email", 256)));
    }

    private static string ReadAllowed(YamlNode node)
    {
        string word = node.ReadText("allow", 256);
        return AllowEntry.Problem(word) is { } problem ? throw new ConfigurationException(node.Mark, $"allow: {problem}") : word;
    }

    // The texts that YAML 1.2's core schema reads as null, a boolean or a number, and YAML 1.1's booleans: `on` is a text only in quotes.
    [GeneratedRegex("^(|~|null|true|false|yes|no|on|off|[-+]?(\\.inf|\\d[\\d_]*(\\.\\d*)?(e[-+]?\\d+)?|\\.\\d+(e[-+]?\\d+)?)|\\.nan|0o[0-7]+|0x[0-9a-f]+)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoString();
}
