using System.Globalization;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>
/// An ordinary user with a range of subordinate ids, as created by adduser. The host does not know this user; only the tests' own mount namespaces have the
/// user's entries.
/// </summary>
internal sealed class PodmanUser
{
    /// <summary>The subordinate ids of a user.</summary>
    public const string Range = "range";

    private const string Name = "bottler";
    private const int Number = 54323; // a user id that no other process has

    private readonly string _root;
    private readonly string _lacks;

    private PodmanUser(string root, string lacks) => (_root, _lacks) = (root, lacks);

    /// <summary>The words before a command that this user runs.</summary>
    public IReadOnlyList<string> Words =>
    [
        "unshare", "--mount", "--propagation", "private", "sh", "-c",
        $"""
        {(LacksProgram ? $"mount --bind /dev/null {_lacks} || exit 99" : ":")}
        mount --bind "{Etc}" /etc || exit 99
        exec setpriv --reuid {Number} --regid {Number} --clear-groups -- "$@"
        """, "sh",
    ];

    /// <summary>The user's environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?> { ["HOME"] = Home, ["XDG_RUNTIME_DIR"] = Runtime };

    /// <summary>The user's home folder.</summary>
    public string Home => Path.Combine(_root, "home");

    /// <summary>True if podman lacks a program that it requires.</summary>
    public bool LacksProgram => _lacks is not ("" or Range);

    private string Runtime => Path.Combine(_root, "xdg");

    private string Etc => Path.Combine(_root, "etc");

    /// <summary>Creates the user; skips the test if the process cannot become another user.</summary>
    /// <param name="root">A folder for the user's files.</param>
    /// <param name="lacks">The requirement of podman that this user's machine lacks: <see cref="Range"/>, or a program.</param>
    public static async Task<PodmanUser> CreateAsync(string root, string lacks = "")
    {
        if (System.Environment.UserName != "root")
        {
            Assert.Ignore("the other tests run as a user already");
        }

        PodmanUser user = new(root, lacks);
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        foreach (string folder in (string[])[user.Home, user.Runtime])
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // The whole folder: a mount on one of its files goes when the host replaces that file, as its user tools do.
        CommandResult copied = await Command.RunAsync("cp", ["-a", "/etc", user.Etc], root);
        Assert.That(copied.ExitCode, Is.Zero, copied.ToString());
        string number = Number.ToString(CultureInfo.InvariantCulture);
        string others = await File.ReadAllTextAsync("/etc/passwd");
        await File.WriteAllTextAsync(Path.Combine(user.Etc, "passwd"), $"{others}{Name}:x:{number}:{number}::{user.Home}:/bin/sh\n");
        await File.WriteAllTextAsync(Path.Combine(user.Etc, "group"), $"{await File.ReadAllTextAsync("/etc/group")}{Name}:x:{number}:\n");
        foreach (string file in (string[])["subuid", "subgid"])
        {
            await File.WriteAllTextAsync(Path.Combine(user.Etc, file), lacks == Range ? "other:200000:65536\n" : $"{Name}:600000:65536\n");
        }

        await OwnAsync(user.Home);
        await OwnAsync(user.Runtime);
        return user;
    }

    /// <summary>Gives the user a folder and everything below it.</summary>
    public static async Task OwnAsync(string folder)
    {
        CommandResult owned = await Command.RunAsync("chown", ["-R", $"{Number}:{Number}", folder], folder);
        Assert.That(owned.ExitCode, Is.Zero, owned.ToString());
    }

    /// <summary>Ends the process with which podman keeps the user's namespaces.</summary>
    public void End()
    {
        if (Directory.EnumerateFiles(Runtime, "pause.pid", SearchOption.AllDirectories).SingleOrDefault() is { } file)
        {
            HomeProcesses.KillNow(int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
        }
    }
}
