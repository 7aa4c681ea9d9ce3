using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>Reads a bottle's definition. Every unknown or invalid part is an error with file, line and column.</summary>
public static class BottleReader
{
    /// <summary>Reads a bottle's definition.</summary>
    /// <param name="name">The file's name without <c>.md</c>.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file's name, for messages and origins.</param>
    /// <param name="providers">The known providers.</param>
    /// <exception cref="ConfigurationException">The text is invalid.</exception>
    public static BottleManifest Read(string name, string text, string file, IReadOnlyList<string> providers)
    {
        ManifestText manifest = ManifestText.Read(text, file);
        YamlMapping front = manifest.Front;
        EarlierFormats.Refuse(front);
        front.AllowOnly(
            "a bottle", "extends", "env", "agent_provider", "allow", "egress", "supervise", "git-gate", "budget", "shutdown", "isolation", "image", "share",
            "workspace", "carry");
        YamlMapping? egress = front.Find("egress")?.AsMapping("egress");
        egress?.AllowOnly("egress", "log", "routes");
        return new BottleManifest(
            name,
            file,
            ManifestValues.ReadNames(front, "extends"),
            ManifestValues.ReadEnv(front.Find("env")),
            ManifestValues.Read(front, "agent_provider", node => ManifestValues.ReadProvider(node, providers)),
            egress is null ? null : ManifestValues.Read(egress, "log", node => node.ReadName<EgressLog>("egress.log")),
            egress?.Find("routes") is { } routes ? RoutesReader.ReadRoutes(routes) : [],
            ManifestValues.Read(front, "supervise", node => node.ReadFlag("supervise")),
            GitGateReader.Read(front.Find("git-gate")),
            front.Find("budget") is { } budget ? BudgetReader.Read(budget, Scope.Bottle(name), [.. providers]) : [],
            ManifestValues.Read(front, "shutdown", node => node.ReadName<CutoffPolicy>("shutdown")),
            ManifestValues.Read(front, "isolation", node => node.ReadName<IsolationKind>("isolation")),
            ManifestValues.Read(front, "image", node => node.ReadText("image", 512)),
            [.. (front.Find("share")?.AsList("share").Items ?? []).Select(item => new Written<string>(ReadShare(item), item.Mark))],
            manifest.Body)
        {
            Allow = ManifestValues.ReadAllow(front.Find("allow")),
            Login = ManifestValues.ReadLogin(front, providers),
            Workspace = ManifestValues.Read(front, "workspace", node => node.ReadName<WorkspaceKind>("workspace")),
            Carry = [.. (front.Find("carry")?.AsList("carry").Items ?? []).Select(item => new Written<string>(ReadCarry(item), item.Mark))],
        };
    }

    private static string ReadCarry(YamlNode node)
    {
        string text = node.ReadText("carry", 4096).TrimEnd('/');
        return text.Split('/').Any(part => part is "" or "." or "..")
            ? throw node.Expected("carry", "a path from the repository's top, such as node_modules or packages/app/.env")
            : text;
    }

    private static string ReadShare(YamlNode node)
    {
        string text = node.ReadText("share", 4096);
        return text.StartsWith('/') || text.StartsWith("~/", StringComparison.Ordinal)
            ? text
            : throw node.Expected("share", "an absolute path or one that begins with ~/, with :ro at its end to be read-only");
    }
}
