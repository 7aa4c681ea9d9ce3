using System.Runtime.Versioning;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Native;

/// <summary>Files that an agent could have created are read once or refused at once.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[SupportedOSPlatform("linux")]
public sealed class RegularFileTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("regular-file-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task Anything_but_a_regular_file_is_refused_at_once_and_named([ValueSource(typeof(OddFile), nameof(OddFile.Kinds))] string kind)
    {
        OddFile.Put(kind, In("x"));
        Assert.That((await RefusalAsync(In("x"), Links.Refuse)).Message, Does.Contain(OddFile.Said(kind)));
        Assert.That(RegularFile.TryRead(In("x"), 100), Is.Null);
    }

    [Test]
    public async Task A_followed_link_is_checked_at_its_target([Values("pipe", "zero", "socket", "folder", "sparse")] string kind)
    {
        OddFile.Put(kind, In("x"));
        File.CreateSymbolicLink(In("link"), In("x"));
        Assert.That((await RefusalAsync(In("link"), Links.Follow)).Message, Does.Contain(kind == "zero" ? "is a device" : OddFile.Said(kind)));
    }

    [Test]
    public async Task A_pipe_with_a_writer_is_not_opened_and_keeps_its_bytes()
    {
        OddFile.Put("pipe", In("x"));
        await using FileStream writer = new(In("x"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        await writer.WriteAsync(new byte[] { 7 });
        Assert.That((await RefusalAsync(In("x"), Links.Follow)).Message, Does.Contain("is a pipe"));
        Assert.That(writer.ReadByte(), Is.EqualTo(7));
    }

    [Test]
    public void Without_following_links_no_part_of_the_path_may_be_one()
    {
        Directory.CreateDirectory(In("real"));
        File.WriteAllText(In("real/x"), "text");
        Directory.CreateSymbolicLink(In("link"), In("real"));
        File.CreateSymbolicLink(In("real/y"), In("real/x"));
        Assert.That(() => RegularFile.Read(In("link/x"), 100, Links.Refuse), Throws.TypeOf<IOException>().With.Message.Contains("symbolic link"));
        Assert.That(() => RegularFile.Read(In("real/y"), 100, Links.Refuse), Throws.TypeOf<IOException>().With.Message.Contains("symbolic link"));
        Assert.That(() => RegularFile.Read(In("real/../real/x"), 100, Links.Refuse), Throws.TypeOf<IOException>());
        Assert.That(RegularFile.Read(In("real/x"), 100, Links.Refuse), Is.EqualTo("text"u8.ToArray()));
        Assert.That(RegularFile.Read(In("link/y"), 100, Links.Follow), Is.EqualTo("text"u8.ToArray()));
    }

    [Test]
    public void The_limit_itself_is_the_largest_length_that_is_read([Values(0, 1, 4095, 4096, 4097, 100_000)] int length)
    {
        File.WriteAllBytes(In("x"), new byte[length]);
        Assert.That(RegularFile.Read(In("x"), length, Links.Refuse), Has.Length.EqualTo(length));
        if (length > 0)
        {
            Assert.That(
                () => RegularFile.Read(In("x"), length - 1, Links.Refuse), Throws.TypeOf<IOException>().With.Message.Contains($"{length - 1} are the most"));
        }
    }

    [Test]
    public void A_file_of_proc_without_a_length_is_read_to_its_end() =>
        Assert.That(RegularFile.Read("/proc/self/status", 1 << 20, Links.Follow), Has.Length.GreaterThan(100));

    [Test]
    public void A_missing_file_is_reported_as_not_found()
    {
        Assert.That(() => RegularFile.Read(In("x"), 1, Links.Refuse), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => RegularFile.Read(In("no/x"), 1, Links.Refuse), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => RegularFile.Read(In("no/x"), 1, Links.Follow), Throws.TypeOf<FileNotFoundException>());
    }

    [Test]
    public void A_listing_is_limited_and_follows_no_link()
    {
        Directory.CreateDirectory(In("many"));
        for (int i = 0; i < 5; i++)
        {
            File.WriteAllText(In($"many/{i}"), "");
        }

        Directory.CreateSymbolicLink(In("link"), In("many"));
        OddFile.Put("pipe", In("pipe"));
        Assert.That(UntrustedFolder.Names(In("many"), 5, Links.Refuse), Is.EquivalentTo(new[] { "0", "1", "2", "3", "4" }));
        Assert.That(() => UntrustedFolder.Names(In("many"), 4, Links.Refuse), Throws.TypeOf<IOException>().With.Message.Contains("more than 4"));
        Assert.That(() => UntrustedFolder.Names(In("link"), 5, Links.Refuse), Throws.TypeOf<IOException>().With.Message.Contains("symbolic link"));
        Assert.That(() => UntrustedFolder.Names(In("pipe"), 5, Links.Refuse), Throws.TypeOf<IOException>().With.Message.Contains("is a pipe"));
        Assert.That(UntrustedFolder.Names(In("no"), 5, Links.Refuse), Is.Null);
    }

    [Test]
    public void Files_are_created_and_removed_without_following_links()
    {
        Directory.CreateDirectory(In("elsewhere"));
        File.WriteAllText(In("elsewhere/keep"), "");
        Directory.CreateSymbolicLink(In("link"), In("elsewhere"));
        File.CreateSymbolicLink(In("dangling"), In("elsewhere/new"));
        Assert.That(() => UntrustedFolder.Make(In("link/a")), Throws.TypeOf<IOException>());
        Assert.That(() => UntrustedFolder.MakeFile(In("link/a"), "x"u8), Throws.TypeOf<IOException>());
        Assert.That(() => UntrustedFolder.MakeFile(In("dangling"), "x"u8), Throws.TypeOf<IOException>());
        Assert.That(() => UntrustedFolder.Remove(In("link/keep"), folder: false), Throws.TypeOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(In("elsewhere")).Select(Path.GetFileName), Is.EqualTo(new[] { "keep" }));
        UntrustedFolder.Make(In("a/b/c"));
        UntrustedFolder.Make(In("a/b/c"));
        UntrustedFolder.MakeFile(In("a/b/f"), "text"u8);
        Assert.That(File.ReadAllText(In("a/b/f")), Is.EqualTo("text"));
        Assert.That(() => UntrustedFolder.MakeFile(In("a/b/f"), "x"u8), Throws.TypeOf<IOException>(), "never replaces a file");
        Assert.That(() => UntrustedFolder.Remove(In("a/b"), folder: true), Throws.TypeOf<IOException>(), "the folder is not empty");
        UntrustedFolder.Remove(In("a/b/c"), folder: true);
        UntrustedFolder.Remove(In("a/b/f"), folder: false);
        Assert.That(Directory.GetFileSystemEntries(In("a/b")), Is.Empty);
    }

    private string In(string name) => Path.Combine(_root, name);

    private static async Task<IOException> RefusalAsync(string path, Links links)
    {
        Task<byte[]> read = Task.Run(() => RegularFile.Read(path, 1 << 20, links));
        try
        {
            await read.WaitAsync(Patience);
        }
        catch (IOException refused)
        {
            return refused;
        }

        throw new AssertionException($"{path} was read");
    }
}
