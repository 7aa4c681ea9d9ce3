using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The operator's settings of git, as they hold in a folder: includes that depend on it (<c>includeIf</c>) count. The folder's repository may be an agent's work, so its own settings
/// are left out (git in the bottle reads them anyway), nothing is run that it names (<c>git config</c> runs nothing), and it cannot hold up the launch: what git would wait for is
/// looked at first, and git has three seconds for the rest.
/// </summary>
/// <param name="environment">The host's.</param>
/// <param name="folder">Where the agent will work.</param>
/// <param name="writable">Shared folders: a git that lies there is not the operator's.</param>
/// <param name="complain">Told when the folder's repository could not be asked, and why.</param>
internal sealed class HostGit(IReadOnlyDictionary<string, string> environment, string folder, IReadOnlyList<string> writable, Action<string> complain)
{
    private const int MostBytes = 64 * 1024;
    private const int LongestValue = 256;
    private const string NoRepository = "/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Where the operator's settings are, and no GIT_DIR or GIT_TRACE that would lead elsewhere.
    private static readonly string[] Inherited = ["HOME", "XDG_CONFIG_HOME", "PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

    // What git reads to find out whether a folder is a repository, and whose settings hold in it.
    private static readonly string[] Steering = ["HEAD", "config", "config.worktree", "commondir"];

    /// <summary>The name and email of commits; null where there is none that a commit could carry.</summary>
    public (string? Name, string? Email) Identity()
    {
        if (Find(environment.GetValueOrDefault("PATH", "/usr/bin:/bin"), [.. writable.Select(Paths.Real)]) is not { } git)
        {
            return (null, null);
        }

        // A repository that git cannot read, or not soon, must not take the operator's settings with it.
        GitSettings settings = Unreadable() is { } why ? Without(git, why) : Ask(git, folder);
        settings = settings.End switch
        {
            GitSettings.Ending.Late => Without(git, $"git did not answer within {Patience.TotalSeconds:0} s in {folder}: its repository names something that git waits for"),
            GitSettings.Ending.Failed => Ask(git, NoRepository),
            _ => settings,
        };
        return (Value("user.name"), Value("user.email"));

        string? Value(string name) => settings.Values.GetValueOrDefault(name) is { Length: <= LongestValue } value && !string.IsNullOrWhiteSpace(value) && !value.Any(char.IsControl) ? value : null;
    }

    private GitSettings Without(string git, string why)
    {
        complain($"warning: {why}. Name and email of commits are those outside of repositories.");
        return Ask(git, NoRepository);
    }

    /// <summary>What git in the folder, or in one above it, would wait for: no name there may be a pipe or a device. Null where nothing is.</summary>
    private string? Unreadable()
    {
        for (string? place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            string own = Path.Combine(place, ".git");
            string[] folders = [place, own, .. GitFolder.Named(own) is { } named ? [named] : Array.Empty<string>()];
            foreach (string path in folders.SelectMany(git => Steering.Select(name => Path.Combine(git, name))).Prepend(own))
            {
                if (FileFacts.TryOf(path, Links.Follow) is { Kind: FileKind.Pipe or FileKind.Device or FileKind.Socket } odd)
                {
                    return $"{path} is {RegularFile.NameOf(odd.Kind)}, for which git would wait";
                }
            }

            if (Path.Exists(own))
            {
                return null;
            }
        }

        return null;
    }

    private GitSettings Ask(string git, string where)
    {
        var variables = Inherited.Where(environment.ContainsKey).ToDictionary(variable => variable, variable => environment[variable]);
        variables["LC_ALL"] = "C.UTF-8";
        var (code, output, isLate) = GitProgram.Run(
            git, ["config", "--null", "--show-scope", "--includes", "--get-regexp", @"^user\.(name|email)$"], variables, where, null, MostBytes, Patience);
        const int NoneFound = 1; // git-config(1)
        return output is not null && code is 0 or NoneFound
            ? new GitSettings(GitSettings.Ending.Answered, OfOperator(Encoding.UTF8.GetString(output)))
            : new GitSettings(isLate ? GitSettings.Ending.Late : GitSettings.Ending.Failed, new Dictionary<string, string>());
    }

    /// <summary>Scope, and name with value, by turns, each with NUL behind it and a line end between name and value; the last one that is not the repository's holds.</summary>
    private static Dictionary<string, string> OfOperator(string text)
    {
        var words = text.Split('\0');
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            if (words[i] is "global" or "system" && words[i + 1].Split('\n', 2) is [var name, var value])
            {
                values[name] = value;
            }
        }

        return values;
    }

    /// <summary>The git of a PATH; null where there is none but in a folder that an agent can write to.</summary>
    internal static string? Find(string path, string[] writable) => path.Split(':')
        .Where(entry => entry.StartsWith('/') && !Paths.LeadsThrough(entry, writable))
        .Select(entry => Executable.Find("git", entry, "/"))
        .FirstOrDefault(file => file is not null && !Paths.LeadsThrough(file, writable));
}
