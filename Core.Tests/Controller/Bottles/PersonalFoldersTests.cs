using BotBottle.Controller.Bottles;

namespace BotBottle.Core.Tests.Controller.Bottles;

/// <summary>Folders on PATH bring tools into a bottle, but no other files of the user's home.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PersonalFoldersTests
{
    [TestCase("work/x/bin", "work/x/bin", TestName = "Only a project's bin, not the project")]
    [TestCase("bin", "bin", TestName = "Only HOME's own bin")]
    [TestCase(".nvm/versions/v20/bin", ".nvm/versions/v20", TestName = "A tool manager's prefix")]
    [TestCase(".cargo/bin", ".cargo/bin", TestName = "Cargo's bin without the registry's tokens")]
    public void A_folder_on_PATH_is_shared_unless_it_is_personal(string entry, string shared)
    {
        using Home home = new();
        Directory.CreateDirectory(home.Of(entry));
        Assert.That(home.Find(home.Of(entry)), Is.EqualTo(new[] { home.Of(shared) }));
    }

    [Test]
    public void Link_to_a_script_in_a_project_does_not_share_the_project()
    {
        using Home home = new();
        Directory.CreateDirectory(home.Of("bin"));
        Directory.CreateDirectory(home.Of("infra"));
        File.WriteAllText(home.Of("infra/deploy.sh"), "");
        File.CreateSymbolicLink(home.Of("bin/deploy"), home.Of("infra/deploy.sh"));
        Assert.That(home.Find(home.Of("bin")), Is.EqualTo(new[] { home.Of("bin") }));
    }

    private sealed class Home : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("bot-bottle-tools-").FullName;

        public string Of(string path) => Path.Combine(_root, path);

        public IReadOnlyList<string> Find(string path) =>
            ToolFolders.Find(path, _root, "agent", "/", new ProtectedPaths([_root], Of(".bot-bottle")), []).Folders;

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
