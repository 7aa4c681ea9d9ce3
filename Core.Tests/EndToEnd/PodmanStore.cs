namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A store of podman's own for a fixture, with one image: busybox, and programs of this host, in an otherwise empty root. No registry is
/// asked.</summary>
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

    /// <param name="programs">Programs of this host that the image has besides, with the libraries that they are linked to.</param>
    public static async Task<PodmanStore> CreateAsync(params string[] programs)
    {
        PodmanStore store = new();
        await File.WriteAllTextAsync(
            Path.Combine(store._root, "storage.conf"), $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{store._root}/root\"\nrunroot = \"{store._root}/run\"\n");
        // podman 4.3 does not pass static_dir on to the process that sees to a container's end: with another one than its own, each end is waited for for 20 s.
        await File.WriteAllTextAsync(
            Path.Combine(store._root, "containers.conf"),
            $"[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"none\"\nlock_type = \"file\"\ntmp_dir = \"{store._root}/tmp\"\n"
                + $"static_dir = \"{store._root}/root/libpod\"\nvolume_path = \"{store._root}/volumes\"\n");
        string tree = Path.Combine(store._root, "tree");
        foreach (string folder in (string[])["bin", "etc", "proc", "sys", "dev", "tmp", "run", "data"])
        {
            Directory.CreateDirectory(Path.Combine(tree, folder));
        }

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
        CommandResult result = await Command.RunAsync("podman", words, _root, Environment);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output;
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
        await PodmanAsync("rm", "--all", "--force");
        Directory.Delete(_root, recursive: true);
    }
}
