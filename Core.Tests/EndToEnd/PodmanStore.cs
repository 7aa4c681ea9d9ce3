namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A separate podman store for a fixture, with one image: busybox and programs of this host in an otherwise empty root. No registry is used.</summary>
internal sealed class PodmanStore : IAsyncDisposable
{
    public const string Image = "localhost/bottle-test:latest";

    /// <summary>The settings of the engine.</summary>
    public const string Settings = "[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"none\"\nlock_type = \"file\"\n";

    private readonly string _root;

    private PodmanStore(string root) => _root = root;

    /// <summary>podman's variables: its folders and its mode of operation here (no systemd, no overlay file system).</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>(User?.Environment ?? new Dictionary<string, string?>
    {
        ["CONTAINERS_STORAGE_CONF"] = Path.Combine(_root, "storage.conf"),
        ["CONTAINERS_CONF"] = Path.Combine(_root, "containers.conf"),
    })
    {
        ["BOT_BOTTLE_ENGINE"] = "podman",
    };

    /// <summary>The ordinary user who owns the store; null for the user who runs the tests.</summary>
    public PodmanUser? User { get; private init; }

    /// <summary>The words before a command that uses the store.</summary>
    public IReadOnlyList<string> Words => User?.Words ?? [];

    /// <param name="programs">Further programs of this host for the image, with their linked libraries.</param>
    public static Task<PodmanStore> CreateAsync(params string[] programs) => CreateAsync(asUser: false, programs);

    /// <param name="asUser">True for the store of an ordinary user, with podman without root.</param>
    /// <param name="programs">As for the other overload.</param>
    public static Task<PodmanStore> CreateAsync(bool asUser, params string[] programs) => CreateAsync(asUser, "", programs);

    /// <summary>Creates a store of an ordinary user without a part of the requirements.</summary>
    /// <param name="lacks">As for <see cref="PodmanUser.CreateAsync"/>.</param>
    public static Task<PodmanStore> CreateLackingAsync(string lacks) => CreateAsync(asUser: true, lacks);

    private static async Task<PodmanStore> CreateAsync(bool asUser, string lacks, params string[] programs)
    {
        string root = Directory.CreateTempSubdirectory("bb-podman-").FullName;
        PodmanStore store = new(root) { User = asUser ? await PodmanUser.CreateAsync(root, lacks) : null };
        await store.ConfigureAsync();
        if (!store.CanWork)
        {
            return store;
        }

        string tree = Path.Combine(store._root, "tree");
        foreach (string folder in (string[])["bin", "etc", "proc", "sys", "dev", "tmp", "run", "data"])
        {
            Directory.CreateDirectory(Path.Combine(tree, folder));
        }

        File.SetUnixFileMode(Path.Combine(tree, "data"), (UnixFileMode)0b111_111_111); // for every user
        File.Copy("/bin/busybox", Path.Combine(tree, "bin", "busybox"));
        foreach (string name in (string[])["sh", "cat", "ls", "sleep", "wget", "touch", "mount", "unshare", "grep", "id", "rm", "mkdir", "mv", "ip", "ln",
            "mkfifo", "mknod", "seq", "dirname", "printf", "true", "tail", "dd", "stat", "nice", "head", "chmod", "wc", "timeout", "stty", "tty", "setsid",
            "vi"])
        {
            File.CreateSymbolicLink(Path.Combine(tree, "bin", name), "busybox");
        }

        foreach (string program in programs)
        {
            await CopyAsync(program, tree);
        }

        string archive = Path.Combine(store._root, "image.tar");
        CommandResult tar = await Command.RunAsync("tar", ["-C", tree, "-cf", archive, "."], store._root);
        Assert.That(tar.ExitCode, Is.Zero, tar.ToString());
        await store.PodmanAsync("import", "--change", "VOLUME /data", archive, Image);
        return store;
    }

    public async Task<string> PodmanAsync(params string[] words)
    {
        string[] all = [.. Words, "podman", .. words];
        CommandResult result = await Command.RunAsync(all[0], all[1..], _root, Environment);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output;
    }

    private bool CanWork => User is not { LacksProgram: true };

    private async Task ConfigureAsync()
    {
        if (User is not null)
        {
            string folder = Directory.CreateDirectory(Path.Combine(User.Home, ".config", "containers")).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "storage.conf"), "[storage]\ndriver = \"vfs\"\n");
            await File.WriteAllTextAsync(Path.Combine(folder, "containers.conf"), Settings);
            await PodmanUser.OwnAsync(User.Home);
            return;
        }

        await File.WriteAllTextAsync(
            Path.Combine(_root, "storage.conf"), $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{_root}/root\"\nrunroot = \"{_root}/run\"\n");
        // podman 4.3 does not pass static_dir to the process that cleans up a container. With a different folder, each end waits 20 s.
        await File.WriteAllTextAsync(
            Path.Combine(_root, "containers.conf"),
            $"{Settings}tmp_dir = \"{_root}/tmp\"\nstatic_dir = \"{_root}/root/libpod\"\nvolume_path = \"{_root}/volumes\"\n");
    }

    private static async Task CopyAsync(string program, string tree)
    {
        string target = Path.Combine(tree, "bin", Path.GetFileName(program));
        File.Delete(target); // busybox has it under this name
        File.Copy(program, target);
        CommandResult linked = await Command.RunAsync("ldd", [program], tree);
        foreach (string library in linked.Output.Split((char[])[' ', '\t', '\n']).Where(word => word.StartsWith('/')))
        {
            string copy = Path.Join(tree, library);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(library, copy, overwrite: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (CanWork)
        {
            await PodmanAsync("rm", "--all", "--force");
        }

        User?.End();
        Directory.Delete(_root, recursive: true);
    }
}
