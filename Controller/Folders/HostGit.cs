using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Gets the operator's settings of git that apply in a folder, with includes that depend on it (<c>includeIf</c>). The folder's repository may be an agent's
/// work, so its own settings are left out; git in the bottle reads them anyway. No program that it names is run (<c>git config</c> runs none), and it cannot
/// delay the launch: files at which git would block are checked first, and git has three seconds for the rest.
/// </summary>
/// <param name="environment">The host's environment.</param>
/// <param name="folder">The agent's working folder.</param>
/// <param name="writable">Shared folders: a git in one of them is not the operator's.</param>
/// <param name="complain">Receives the reason if git failed in the folder's repository.</param>
internal sealed class HostGit(IReadOnlyDictionary<string, string> environment, string folder, IReadOnlyList<string> writable, Action<string> complain)
{
    private const int MostBytes = 64 * 1024;
    private const int LongestValue = 256;
    private const string NoRepository = "/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Variables for the operator's settings; no GIT_DIR or GIT_TRACE that would lead elsewhere.
    private static readonly string[] Inherited = ["HOME", "XDG_CONFIG_HOME", "PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

    // Files that git reads to find out whether a folder is a repository, and which settings apply in it.
    private static readonly string[] Steering = ["HEAD", "config", "config.worktree", "commondir"];

    /// <summary>Gets the name and email for commits; null if there is none that a commit could contain.</summary>
    public (string? Name, string? Email) Identity()
    {
        if (Find(environment.GetValueOrDefault("PATH", "/usr/bin:/bin"), [.. writable.Select(Paths.Real)]) is not { } git)
        {
            return (null, null);
        }

        // If git cannot read a repository, or not soon, the operator's settings must still apply.
        GitSettings settings = Unreadable() is { } why ? Without(git, why) : Ask(git, folder);
        settings = settings.End switch
        {
            GitSettings.Ending.Late =>
                Without(git, $"git did not answer within {Patience.TotalSeconds:0} s in {folder}: its repository names something that git waits for"),
            GitSettings.Ending.Failed => Ask(git, NoRepository),
            _ => settings,
        };
        return (Value("user.name"), Value("user.email"));

        string? Value(string name) => settings.Values.GetValueOrDefault(name) is { Length: <= LongestValue } value && !string.IsNullOrWhiteSpace(value)
            && !value.Any(char.IsControl) ? value : null;
    }

    private GitSettings Without(string git, string why)
    {
        complain($"warning: {why}. Name and email of commits are those outside of repositories.");
        return Ask(git, NoRepository);
    }

    /// <summary>Gets the file at which git would block in the folder or in one above it, a pipe or a device. Null if there is none.</summary>
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

    /// <summary>
    /// Parses scope, then name with value, in turns: each ends with NUL, and a line end separates name and value. The last value that is not the repository's
    /// applies.
    /// </summary>
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

    /// <summary>Finds the git of a PATH; null if it is only in a folder that an agent can write.</summary>
    internal static string? Find(string path, string[] writable) => path.Split(':')
        .Where(entry => entry.StartsWith('/') && !Paths.LeadsThrough(entry, writable))
        .Select(entry => Executable.Find("git", entry, "/"))
        .FirstOrDefault(file => file is not null && !Paths.LeadsThrough(file, writable));
}
