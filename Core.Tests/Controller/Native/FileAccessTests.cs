using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Native;

/// <summary>
/// The table of all product types that open, list, write or remove files by path, or start a child, compared with the compiled programs. Only
/// <c>RegularFile</c> and <c>UntrustedFolder</c> read files that an agent could have created; every other type is listed with its reason.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class FileAccessTests
{
    private const string Own = "our home (mode 0700), where no bottle can write";
    private const string RunFolder = "runs/ID, of which a bottle can write home and tmp alone: this is beside them, or a part that is read-only in it";
    private const string Home = "runs/ID/home before its agent runs for the first time, and files that were not there";
    private const string Proc = "the kernel's files in /proc and /dev";
    private const string Roots = "root's files in /etc and /usr; what it copies is regular by a look before, and nobody else writes there";
    private const string Scratch = "a folder that the demo or the doctor has just made";
    private const string Programs = "programs of the system's folders, of the operator's PATH without shared folders, or our own";
    private const string Git = "the operator's git, which reads a repository or a pipe: what it would wait for is looked at before, and its time is bounded";
    private const string Empty = "asks whether a folder holds anything: one entry is read, none is opened";
    private const string Census = "lists with a bound, by names that are no links; what is read goes through RegularFile";
    private const string Tools = "folders of PATH that no agent can write to";
    private const string Unconfined = "--isolation none: the agent is the user, and no wall is promised";
    private const string Measured = "folders alone, below one of ours, no link followed; names are looked at and no file is opened";
    private const string Groups = "the kernel's control groups and /proc, which no bottle sees";
    private const string NewClone = "runs/ID/work before its agent runs; what it copies is read without links, or in a bottle that has the repository alone";
    private const string Helper = "the helper itself";

    private static readonly Dictionary<string, (string Calls, string Reason)> Allowed = new(StringComparer.Ordinal)
    {
        ["AgentGit"] = ("new FileStream", RunFolder),
        ["AgentProcess"] = ("File.ReadAllText", Proc),
        ["ApiServer"] = ("File.Delete, File.SetUnixFileMode", Own),
        ["BackgroundStreams"] = ("File.OpenHandle", Proc),
        ["BodyCopy"] = ("File.Delete, File.OpenHandle, File.SetUnixFileMode", RunFolder),
        ["BottleDoctor"] = ("Directory.Delete, File.OpenHandle", Scratch),
        ["BottleGroup"] = ("Directory.CreateDirectory, File.ReadAllText, File.ReadLines", Groups),
        ["BottleHome"] = ("Directory.CreateDirectory, new FileStream", Own),
        ["BottleShares"] = ("Directory.CreateDirectory", RunFolder),
        ["BottleTree"] = ("DirectoryInfo.EnumerateFiles", Proc),
        ["CapturedProcess"] = ("File.OpenHandle, Spawner.Start", Git),
        ["ContainerBackend"] =
        ("Directory.CreateDirectory, Directory.Delete, File.Delete, File.ReadAllText, File.WriteAllLines, File.WriteAllText, Spawner.Start, mkfifo, new "
            + "FileStream", RunFolder),
        ["ContainerBottle"] = ("File.WriteAllText", RunFolder),
        ["ControlFiles"] = ("Directory.Delete, File.OpenHandle, File.ReadAllText", Groups),
        ["ControllerLauncher"] = ("File.OpenHandle, Spawner.Start, new FileStream", Own),
        ["DatabaseGuard"] = ("File.OpenHandle, File.SetUnixFileMode", Own),
        ["DebugPorts"] = ("File.Delete, File.ReadAllText", "the runtime's own files in the temporary folder, and the kernel's of this process"),
        ["DeadSpool"] = ("Directory.GetFiles, File.Delete, UnlockedFile.OpenRead, new FileStream", RunFolder),
        ["DemoAgent"] = ("File.Create", Scratch),
        ["DemoFolder"] = ("Directory.CreateTempSubdirectory, Directory.Delete, File.WriteAllText", Scratch),
        ["DemoRun"] = ("File.OpenHandle", Proc),
        ["DetachedResume"] = ("File.Delete, File.OpenHandle, File.ReadAllTextAsync, Spawner.Start, new FileStream", Own),
        ["DoctorHost"] = ("Directory.CreateDirectory, Directory.CreateTempSubdirectory, Directory.Delete, File.WriteAllText", Scratch),
        ["Engine"] = ("File.OpenHandle, Spawner.Start", Programs),
        ["EtcFolder"] =
        ("Directory.CreateDirectory, Directory.Delete, Directory.EnumerateFileSystemEntries, DirectoryInfo.EnumerateFileSystemInfos, File.ReadAllText, "
            + "File.WriteAllBytes", RunFolder),
        ["FolderEntries"] = ("openat", Measured),
        ["FileReplacement"] = ("renameat, renameat2", Helper),
        ["FolderRemoval"] = ("openat, renameat, unlinkat", "removes below a descriptor: no link is followed, and no file is opened"),
        ["FolderBaseline"] = ("File.WriteAllText", RunFolder),
        ["FolderPlaceholders"] = ("Directory.CreateDirectory, Directory.GetFiles, File.Delete, UnlockedFile.OpenOrCreate", Own),
        ["ForeignTerminal"] = ("Directory.EnumerateDirectories", Proc),
        ["FrozenFolders"] = ("Directory.Move", Own),
        ["GitCommand"] = ("Directory.CreateDirectory, File.SetUnixFileMode, File.WriteAllText", RunFolder),
        ["GitFolder"] = ("Directory.EnumerateFileSystemEntries", Empty),
        ["HomeFiles"] = ("Directory.CreateDirectory, new FileStream", Home),
        ["HomeSafety"] = ("Directory.EnumerateFileSystemEntries, Directory.EnumerateFiles, File.ReadAllText", Own),
        ["HostMemory"] = ("File.OpenHandle", Proc),
        ["InstanceLock"] = ("new FileStream", Own),
        ["JobReaders"] = ("Directory.EnumerateDirectories, Directory.EnumerateFileSystemEntries", Proc),
        ["KeptRun"] = ("new FileStream", RunFolder),
        ["KeptWorkspace"] = ("File.ReadAllBytes, File.WriteAllBytes", RunFolder),
        ["Limits"] = ("File.ReadLines", Proc),
        ["LoginFlow"] = ("Directory.CreateDirectory, Directory.CreateTempSubdirectory, Directory.Delete, File.WriteAllTextAsync, Spawner.Start", Scratch),
        ["LoginProbe"] = ("File.OpenHandle", Proc),
        ["LoginStore"] = ("Directory.CreateDirectory, Directory.EnumerateFiles, File.Delete, File.Move, File.OpenHandle, new FileStream, open", Own),
        ["MaskRepair"] = ("Spawner.Start", Programs),
        ["MemoryEvents"] = ("File.OpenHandle, File.ReadAllText", Groups),
        ["MemoryGauge"] = ("File.ReadAllText", Proc),
        ["MountWatch"] = ("File.OpenHandle", Proc),
        ["NamespaceCeilings"] = ("Spawner.Start", Programs),
        ["Namespaces"] = ("File.OpenHandle, File.ReadAllText", Proc),
        ["Niceness"] = ("File.WriteAllText", Proc),
        ["NoneBackend"] = ("Directory.CreateDirectory, File.WriteAllBytes, File.WriteAllText", Unconfined),
        ["NoneBottle"] = ("Spawner.Start", Unconfined),
        ["OldStubs"] = ("Directory.EnumerateDirectories, Directory.EnumerateFileSystemEntries, File.ReadAllText", Empty),
        ["OutOfMemory"] = ("File.WriteAllText", Proc),
        ["OpenFolder"] = ("openat", "a walk below a descriptor: folders alone, and no link is followed"),
        ["OwnerIndex"] = ("File.Delete, File.Move, File.SetLastWriteTimeUtc, new FileStream", "the lock that the owner's git waits for; RegularFile reads it"),
        ["OwnerFiles"] = ("Directory.CreateDirectory, Directory.Delete", RunFolder),
        ["PersistentAuthority"] = ("File.Move, File.OpenHandle, File.ReadAllText, new StreamWriter", Own),
        ["PlaceholderList"] = ("File.Move, File.ReadAllText, File.WriteAllText", Own),
        ["PosixSpawn"] = ("posix_spawn", Programs),
        ["PrivilegedMeasure"] = ("File.OpenHandle, Spawner.Start", Programs),
        ["ProcessControl"] = ("execve", Programs),
        ["ProcessFields"] = ("File.ReadAllText", Proc),
        ["ProcessIdentity"] = ("File.ReadAllText", Proc),
        ["ProcessNamespace"] = ("Directory.EnumerateDirectories", Proc),
        ["ProcessTree"] = ("Directory.EnumerateDirectories, File.ReadAllText", Proc),
        ["ProcessUse"] = ("File.OpenHandle", Proc),
        ["ProxyProcess"] = ("Spawner.Start", Programs),
        ["ProxySupervisor"] = ("new FileStream", RunFolder),
        ["PublicCopy"] = ("Directory.CreateDirectory, Directory.EnumerateFileSystemEntries, File.Copy, File.CreateSymbolicLink, File.Delete", Roots),
        ["RegularFile"] = ("File.SetLastWriteTimeUtc, File.WriteAllBytes, open", Helper),
        ["RepositoryCensus"] = ("DirectoryInfo.EnumerateFileSystemInfos", Census),
        ["RootGroup"] = ("Directory.CreateDirectory, Directory.EnumerateDirectories", Groups),
        ["RootlessPodman"] = ("File.ReadLines", Roots),
        ["RunRemoval"] = ("Directory.Delete, File.Delete", Own),
        ["RunRegistry"] = ("Directory.Delete", RunFolder),
        ["SandboxLaunch"] = ("Spawner.Start", Programs),
        ["SessionLeader"] = ("File.ReadAllText", Proc),
        ["RunningBottle"] = ("Directory.EnumerateDirectories", Proc),
        ["ShareSet"] = ("File.ReadLines", Proc),
        ["SpoolFile"] = ("Directory.GetFiles, File.Delete, File.Move, File.OpenHandle, File.SetUnixFileMode", RunFolder),
        ["SqliteBackup"] = ("File.Delete, File.Move", Own),
        ["SqliteLedgerStore"] = ("File.Delete", Own),
        ["SqliteConnections"] = ("File.Open, new SqliteConnection", Own),
        ["StartFiles"] = ("Directory.CreateDirectory, Directory.Delete", RunFolder),
        ["StartTrees"] = ("File.Delete", RunFolder),
        ["StarterFiles"] = ("Directory.CreateDirectory, new FileStream", Own),
        ["StopMark"] = ("File.Delete, File.WriteAllText", Own),
        ["SystemJava"] = ("File.AppendAllLines", RunFolder),
        ["Terminal"] = ("open", "the operator's own terminal, by the name of a descriptor"),
        ["ToolFolders"] = ("DirectoryInfo.EnumerateFiles", Tools),
        ["TrustBundle"] = ("File.ReadAllText", Roots),
        ["TrustedAgents"] = ("new FileStream", Own),
        ["UnlockedFile"] = ("open", Own),
        ["UntrustedFolder"] = ("Directory.EnumerateFileSystemEntries, mkdirat, openat, unlinkat", Helper),
        ["UserAccount"] = ("File.ReadLines", Roots),
        ["UserNamespaces"] = ("File.ReadAllText", Proc),
        ["WorkLock"] = ("UnlockedFile.OpenOrCreate", RunFolder),
        ["WorkTaker"] = ("Directory.CreateDirectory, File.ReadAllText, File.WriteAllText, new FileStream", RunFolder),
        ["WorkspaceClone"] = ("Directory.CreateDirectory, File.WriteAllText", NewClone),
        ["WorkspaceMaker"] = ("Directory.CreateDirectory", RunFolder),
        ["WrittenFiles"] = ("File.Delete", "the owner's files that git has just written, and an index of our own"),
        ["WorktreeFolder"] = ("Directory.CreateDirectory, File.WriteAllText", RunFolder),
        ["UserScope"] = ("Directory.CreateDirectory, File.OpenHandle, File.ReadAllText, Spawner.Start", Groups),
    };

    [Test]
    public void Only_the_listed_classes_open_files_without_the_helper()
    {
        string folder = Path.GetDirectoryName(CliHost.Cli)!;
        string[] programs = ["bot-bottle.dll", "BotBottle.Core.dll", "BotBottle.Dashboard.dll", "proxy/bot-bottle-proxy.dll"];
        Dictionary<string, string> found = programs.SelectMany(program => FileCalls.Of(Path.Combine(folder, program)))
            .GroupBy(call => call.Type)
            .ToDictionary(type => type.Key, type => string.Join(", ", type.Select(call => call.Call).Distinct().Order(StringComparer.Ordinal)));
        string[] wrong =
        [
            .. found.Where(type => Allowed.GetValueOrDefault(type.Key).Calls != type.Value).OrderBy(type => type.Key, StringComparer.Ordinal)
                .Select(type => $"        [\"{type.Key}\"] = (\"{type.Value}\", \"\"),"),
            .. Allowed.Keys.Except(found.Keys).Select(gone => $"{gone} opens nothing any more: take its line out of the table"),
        ];
        Assert.That(
            wrong, Is.Empty,
            "Read what an agent could have made with RegularFile.Read(…, Links.Refuse), and list it with UntrustedFolder.Names. Where nobody but the "
                + "operator, root or "
            + "the kernel can have put anything, change the line of the table in this file, and say why.\n" + string.Join('\n', wrong));
    }
}
