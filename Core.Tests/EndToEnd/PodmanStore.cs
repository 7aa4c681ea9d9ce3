namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A store of podman's own for a fixture, with one image: busybox in an otherwise empty root. No registry is asked.</summary>
internal sealed class PodmanStore : IAsyncDisposable
{
    public const string Image = "localhost/bottle-test:latest";

    private readonly string _root = Directory.CreateTempSubdirectory("bb-podman-").FullName;

    /// <summary>podman's own variables: where it keeps things, and how it runs here (no systemd, no overlay file system).</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["BOT_BOTTLE_ENGINE"] = "podman",
        ["CONTAINERS_STORAGE_CONF"] = Path.Combine(_root, "storage.conf"),
        ["CONTAINERS_CONF"] = Path.Combine(_root, "containers.conf"),
    };

    public static async Task<PodmanStore> CreateAsync()
    {
        PodmanStore store = new();
        await File.WriteAllTextAsync(Path.Combine(store._root, "storage.conf"), $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{store._root}/root\"\nrunroot = \"{store._root}/run\"\n");
        await File.WriteAllTextAsync(
            Path.Combine(store._root, "containers.conf"),
            $"[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"none\"\nlock_type = \"file\"\ntmp_dir = \"{store._root}/tmp\"\nstatic_dir = \"{store._root}/static\"\nvolume_path = \"{store._root}/volumes\"\n");
        string tree = Path.Combine(store._root, "tree");
        foreach (string folder in (string[])["bin", "etc", "proc", "sys", "dev", "tmp", "run", "data"])
        {
            Directory.CreateDirectory(Path.Combine(tree, folder));
        }

        File.Copy("/bin/busybox", Path.Combine(tree, "bin", "busybox"));
        foreach (string name in (string[])["sh", "cat", "ls", "sleep", "wget", "touch", "mount", "unshare", "grep", "id", "rm", "mkdir", "mv", "ip", "ln", "mkfifo"])
        {
            File.CreateSymbolicLink(Path.Combine(tree, "bin", name), "busybox");
        }

        string archive = Path.Combine(store._root, "image.tar");
        CommandResult tar = await Command.RunAsync("tar", ["-C", tree, "-cf", archive, "."], store._root);
        Assert.That(tar.ExitCode, Is.Zero, tar.ToString());
        await store.PodmanAsync("import", "--change", "VOLUME /data", archive, Image);
        return store;
    }

    public async Task<string> PodmanAsync(params string[] words)
    {
        CommandResult result = await Command.RunAsync("podman", words, _root, Environment);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await PodmanAsync("rm", "--all", "--force");
        Directory.Delete(_root, recursive: true);
    }
}
