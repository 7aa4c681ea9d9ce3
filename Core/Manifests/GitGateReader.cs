using BotBottle.Core.Budgets;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>Reads a bottle's <c>git-gate</c>.</summary>
internal static class GitGateReader
{
    public static GitGate Read(YamlNode? node)
    {
        if (node is null)
        {
            return GitGate.None;
        }

        YamlMapping mapping = node.AsMapping("git-gate");
        mapping.AllowOnly("git-gate", "user", "repos");
        return new GitGate(
            mapping.Find("user") is { } user ? ManifestValues.ReadUser(user) : GitUser.None,
            mapping.Find("repos") is { } repositories ? ReadAll(repositories) : null);
    }

    private static Dictionary<string, Written<GitRepository?>> ReadAll(YamlNode node)
    {
        Dictionary<string, Written<GitRepository?>> repositories = new(StringComparer.Ordinal);
        foreach (YamlEntry entry in node.AsMapping("git-gate.repos").Entries)
        {
            if (!Scope.IsName(entry.Key.Text))
            {
                throw new ConfigurationException(entry.Key.Mark,
                    $"git-gate.repos: '{entry.Key.Text}' cannot name a repository: letters, digits, dots, dashes and underscores, a letter or digit first");
            }

            repositories.Add(entry.Key.Text, new Written<GitRepository?>(ReadOne(entry), entry.Key.Mark));
        }

        return repositories;
    }

    private static GitRepository? ReadOne(YamlEntry entry)
    {
        string what = $"git-gate.repos.{entry.Key.Text}";
        YamlMapping mapping = entry.Value.AsMapping(what);
        mapping.AllowOnly(what, "url", "identity", "host_key");
        return mapping.Entries.Count == 0
            ? null
            : new GitRepository(
                ManifestValues.Read(mapping, "url", url => ReadUrl(url, what)),
                ManifestValues.Read(mapping, "identity", identity => identity.ReadText($"{what}.identity")),
                ManifestValues.Read(mapping, "host_key", key => key.ReadText($"{what}.host_key", 4096)));
    }

    /// <summary>
    /// Reads <c>ssh://…</c>, <c>https://…</c> or the short <c>user@host:path</c>. A text that begins with '-' would be an option of git or ssh.
    /// </summary>
    private static string ReadUrl(YamlNode node, string what)
    {
        string text = node.ReadText($"{what}.url");
        int at = text.IndexOf('@', StringComparison.Ordinal);
        bool remote = text.StartsWith("ssh://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal)
            || (at > 0 && text.IndexOf(':', at) > at + 1);
        return remote && text[0] != '-' && !text.Contains(' ', StringComparison.Ordinal)
            ? text
            : throw node.Expected($"{what}.url", "ssh://user@host/path, user@host:path or https://host/path");
    }
}
