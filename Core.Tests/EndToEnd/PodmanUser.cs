using System.Globalization;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>
/// An ordinary user with a range of numbers, as adduser makes one. The host does not know this user: only mount namespaces of the tests' own have the files
/// that do.
/// </summary>
internal sealed class PodmanUser
{
    /// <summary>The numbers that a user has besides the own one.</summary>
    public const string Range = "range";

    private const string Name = "bottler";
    private const int Number = 54323; // one that nobody else is

    private static readonly string[] Files = ["passwd", "group", "subuid", "subgid"];

    private readonly string _root;
    private readonly string _lacks;

    private PodmanUser(string root, string lacks) => (_root, _lacks) = (root, lacks);

    /// <summary>What stands before a command that this user runs.</summary>
    public IReadOnlyList<string> Words =>
    [
        "unshare", "--mount", "--propagation", "private", "sh", "-c",
        $"""
        {(LacksProgram ? $"mount --bind /dev/null {_lacks} || exit 99" : ":")}
        for file in {string.Join(' ', Files)}; do mount --bind "{Etc}/$file" "/etc/$file" || exit 99; done
        exec setpriv --reuid {Number} --regid {Number} --clear-groups -- "$@"
        """, "sh",
    ];

    /// <summary>The user's own variables.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?> { ["HOME"] = Home, ["XDG_RUNTIME_DIR"] = Runtime };

    /// <summary>The user's home folder.</summary>
    public string Home => Path.Combine(_root, "home");

    /// <summary>Whether podman lacks a program, without which it does nothing.</summary>
    public bool LacksProgram => _lacks is not ("" or Range);

    private string Runtime => Path.Combine(_root, "xdg");

    private string Etc => Path.Combine(_root, "etc");

    /// <summary>Makes the user; skips the test where there is no way to become one.</summary>
    /// <param name="root">A folder for the user's files.</param>
    /// <param name="lacks">What podman needs and this user's machine lacks: <see cref="Range"/>, or a program.</param>
    public static async Task<PodmanUser> CreateAsync(string root, string lacks = "")
    {
        if (System.Environment.UserName != "root")
        {
            Assert.Ignore("the other tests run as a user already");
        }

        PodmanUser user = new(root, lacks);
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        foreach (string folder in (string[])[user.Home, user.Runtime, user.Etc])
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.SetUnixFileMode(user.Etc, (UnixFileMode)0b111_101_101);
        string number = Number.ToString(CultureInfo.InvariantCulture);
        string others = await File.ReadAllTextAsync("/etc/passwd");
        await File.WriteAllTextAsync(Path.Combine(user.Etc, "passwd"), $"{others}{Name}:x:{number}:{number}::{user.Home}:/bin/sh\n");
        await File.WriteAllTextAsync(Path.Combine(user.Etc, "group"), $"{await File.ReadAllTextAsync("/etc/group")}{Name}:x:{number}:\n");
        foreach (string file in Files[2..])
        {
            await File.WriteAllTextAsync(Path.Combine(user.Etc, file), lacks == Range ? "other:200000:65536\n" : $"{Name}:600000:65536\n");
        }

        await OwnAsync(user.Home);
        await OwnAsync(user.Runtime);
        return user;
    }

    /// <summary>Makes a folder and all below it the user's.</summary>
    public static async Task OwnAsync(string folder)
    {
        CommandResult owned = await Command.RunAsync("chown", ["-R", $"{Number}:{Number}", folder], folder);
        Assert.That(owned.ExitCode, Is.Zero, owned.ToString());
    }

    /// <summary>Ends the process by which podman keeps the user's namespaces.</summary>
    public void End()
    {
        if (Directory.EnumerateFiles(Runtime, "pause.pid", SearchOption.AllDirectories).SingleOrDefault() is { } file)
        {
            TestHost.KillNow(int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
        }
    }
}
