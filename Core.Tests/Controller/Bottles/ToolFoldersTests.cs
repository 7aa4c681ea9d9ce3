using BotBottle.Controller.Bottles;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Bottles;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ToolFoldersTests : IDisposable
{
    private readonly string _root = Paths.Real(Directory.CreateTempSubdirectory("tools-test-").FullName);

    private string Home => Path.Combine(_root, "home");

    [Test]
    public void System_folders_need_no_share()
    {
        var tools = Find("/usr/local/bin:/usr/bin:/bin");
        Assert.That(tools.Path, Is.EqualTo("/usr/local/bin:/usr/bin:/bin"));
    }

    [Test]
    public void A_version_of_node_is_shared_with_its_packages()
    {
        File_(".nvm/versions/node/v20/bin/node");
        File_(".nvm/versions/node/v20/lib/node_modules/@anthropic-ai/claude-code/cli.js");
        File_(".nvm/alias/default");
        Link(".nvm/versions/node/v20/bin/claude", "../lib/node_modules/@anthropic-ai/claude-code/cli.js");
        Assert.That(Shared(".nvm/versions/node/v20/bin"), Is.EqualTo((string[])[".nvm/versions/node/v20"]));
    }

    [Test]
    public void Shims_are_shared_with_the_programs_that_they_run()
    {
        File_(".pyenv/shims/python3");
        File_(".pyenv/versions/3.12/bin/python3");
        Assert.That(Shared(".pyenv/shims"), Is.EqualTo((string[])[".pyenv"]));
    }

    [Test]
    public void Local_bin_is_shared_only_with_the_tools_that_it_links_to()
    {
        File_(".local/bin/script");
        File_(".local/share/claude/versions/2.1/claude");
        File_(".local/share/keyrings/login.keyring");
        File_(".local/pipx/venvs/black/bin/black");
        Link(".local/bin/claude", Path.Combine(Home, ".local/share/claude/versions/2.1/claude"));
        Link(".local/bin/black", "../pipx/venvs/black/bin/black");
        Assert.That(Shared(".local/bin"), Is.EqualTo((string[])[".local/bin", ".local/pipx/venvs/black", ".local/share/claude"]));
    }

    [Test]
    public void Cargo_is_shared_without_its_credentials()
    {
        File_(".cargo/bin/cargo");
        File_(".cargo/credentials.toml");
        File_(".rustup/settings.toml");
        Assert.That(Shared(".cargo/bin"), Is.EqualTo((string[])[".cargo/bin", ".rustup"]));
    }

    [Test]
    public void A_prefix_outside_home_is_shared()
    {
        var tool = Path.Combine(_root, "opt/tool/bin");
        Directory.CreateDirectory(tool);
        Assert.That(Find(tool).Folders, Is.EqualTo((string[])[Path.Combine(_root, "opt/tool")]));
    }

    [Test]
    public void A_linked_path_entry_shares_its_target()
    {
        File_(".local/share/fnm/node-versions/v20/installation/bin/node");
        Link(".local/state/fnm_multishells/1/bin", Path.Combine(Home, ".local/share/fnm/node-versions/v20/installation/bin"));
        var tools = Find(Path.Combine(Home, ".local/state/fnm_multishells/1/bin"));
        Assert.That(tools.Folders.Select(Relative), Is.EqualTo((string[])[".local/share/fnm", ".local/state/fnm_multishells/1"]));
    }

    [TestCase(".ssh")]
    [TestCase(".bot-bottle/bin")]
    [TestCase(".config/tool/bin")]
    [TestCase("")]
    public void Protected_folders_on_PATH_are_not_shared(string entry)
    {
        Directory.CreateDirectory(Path.Combine(Home, entry));
        Assert.That(Shared(entry), Is.Empty);
    }

    [Test]
    public void A_link_to_a_secret_shares_nothing()
    {
        File_(".ssh/id_ed25519");
        Link("bin/key", "../.ssh/id_ed25519");
        Assert.That(Shared("bin"), Is.EqualTo((string[])["bin"]));
    }

    [Test]
    public void Relative_and_missing_entries_are_dropped()
    {
        Directory.CreateDirectory(Path.Combine(Home, "bin"));
        Assert.That(Find($".:bin::{Home}/none:{Home}/bin:{Home}/bin").Path, Is.EqualTo($"{Home}/bin"));
    }

    [Test]
    public void A_command_given_by_path_shares_its_folder()
    {
        File_("tools/agent/bin/agent");
        var tools = ToolFolders.Find("/usr/bin", Home, "tools/agent/bin/agent", Home, Protected, []);
        Assert.That(tools.Folders.Select(Relative), Has.Member("tools/agent/bin"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private ProtectedPaths Protected => new([Home], Path.Combine(Home, ".bot-bottle"));

    private ToolFolders Find(string path) => ToolFolders.Find(path, Home, "agent", Home, Protected, []);

    private string[] Shared(string entry) => [.. Find(Path.Combine(Home, entry)).Folders.Select(Relative)];

    private string Relative(string path) => Path.GetRelativePath(Home, path);

    private void File_(string name)
    {
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private void Link(string name, string target)
    {
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
    }
}
