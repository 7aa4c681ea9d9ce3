using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Definitions;

/// <summary>The <c>.bot-bottle</c> folder of the current repository: it may contain agents, and nothing that opens a host.</summary>
internal static class RepositoryFolder
{
    /// <summary>
    /// Finds the folder: in the nearest folder upwards that contains <c>.git</c>, else in the current one. Null if that is this host's own state folder.
    /// </summary>
    public static string? Find(CommandHost host)
    {
        string? root = host.Folder;
        while (root is not null && !Path.Exists(Path.Combine(root, ".git")))
        {
            root = Path.GetDirectoryName(root);
        }

        string folder = Path.Combine(root ?? host.Folder, ".bot-bottle");
        return folder == host.Home.Root ? null : folder;
    }

    /// <summary>Gets the agents' folder in a repository's folder, which is laid out as a home.</summary>
    public static string AgentsIn(string folder) => new BottleHome(folder).Agents;

    /// <summary>Warns about files of a repository that this host ignores: a repository must not widen its own limits.</summary>
    public static void WarnIgnored(CommandHost host)
    {
        if (Find(host) is not { } folder)
        {
            return;
        }

        List<string> ignored = [];
        try
        {
            ignored.AddRange(ManifestFile.Names(new BottleHome(folder).Bottles, Links.Refuse).Select(name => $"bottles/{name}.md"));
        }
        catch (CommandFailure unreadable)
        {
            host.Complain($"warning: {unreadable.Message}; no bottle of a repository is used anyway");
        }

        if (File.Exists(new BottleHome(folder).Settings))
        {
            ignored.Add("settings.yml");
        }

        if (ignored.Count > 0)
        {
            host.Complain(TerminalText.Clean(
                $"warning: {folder} brings {string.Join(", ", ignored)}, which is ignored: bottles and settings are the operator's, in {host.Home.Root}"));
        }
    }

    /// <summary>Refuses to continue beside a file of an earlier format, because the operator may believe that its limits are in force.</summary>
    /// <exception cref="CommandFailure">Such a file exists.</exception>
    public static void RefuseEarlierFormat(CommandHost host)
    {
        foreach (string folder in new[] { host.Environment.GetValueOrDefault("HOME", ""), host.Folder }.Where(folder => folder.Length > 0))
        {
            string file = Path.Combine(folder, "bot-bottle.json");
            if (File.Exists(file) && !Directory.Exists(Path.Combine(folder, ".bot-bottle")))
            {
                throw CommandFailure.Usage(
                    $"{file} is of an earlier format: manifests are Markdown now",
                    $"Write bottles to {host.Home.Bottles}/NAME.md and agents to {host.Home.Agents}/NAME.md, then remove it.");
            }
        }
    }
}
