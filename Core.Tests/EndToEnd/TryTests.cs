using System.Runtime.Versioning;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary><c>./try</c> on machines that lack something.</summary>
[Category("System"), SupportedOSPlatform("linux")]
public sealed class TryTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bot-bottle-try-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("")]
    [TestCase("test")]
    [TestCase("install")]
    public async Task Without_apt_get_the_script_names_the_packages_to_install_by_hand(string verb)
    {
        CommandResult result = await TryScript.OnAsync(["bwrap", "apt-get"], _folder, user: 0, [.. Words(verb), .. Prefix(verb)]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString());
        Assert.That(result.Error, Does.Contain("this machine lacks: bubblewrap\n").And.Contain("apt-get install -y --no-install-recommends bubblewrap\n"));
        Assert.That(result.Output, Is.Empty, "nothing is started");
    }

    [Test]
    public async Task Without_root_rights_the_script_names_the_packages_to_install_by_hand()
    {
        CommandResult result = await TryScript.OnAsync(["bwrap", "sudo"], _folder, user: 1000);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString());
        Assert.That(result.Error, Does.Contain("this machine lacks: bubblewrap\n"));
    }

    [TestCase(0, "")]
    [TestCase(1000, "sudo ")]
    public async Task Package_lists_are_fetched_only_if_the_present_ones_are_not_enough(int user, string sudo)
    {
        string asked = Path.Combine(_folder, "asked");
        Stub("apt-get", $"""echo "$@" >> '{asked}'; echo no such package; [ "$1" = update ]""");
        Stub("sudo", $"""printf 'sudo ' >> '{asked}'; exec "$@" """);
        CommandResult result = await TryScript.OnAsync(["bwrap"], _folder, user);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(
            result.Output, Does.StartWith($"This machine lacks: bubblewrap. They are installed now: {sudo}apt-get install"), "it first prints what it does");
        Assert.That(result.Error, Does.Contain("no such package"), "and prints what failed");
        const string install = "install -y --no-install-recommends bubblewrap";
        Assert.That(await File.ReadAllLinesAsync(asked), Is.EqualTo([sudo + install, sudo + "update", sudo + install]));
    }

    [TestCase("v18.19.0")]
    [TestCase("v8.10.0")]
    public async Task An_old_Node_is_reported_with_the_required_version(string version)
    {
        Stub("node", $"echo {version}");
        CommandResult result = await TryScript.OnAsync([], _folder, user: 1000, "test");
        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString());
        Assert.That(result.Error, Does.Contain("the tests need Node 20 or newer").And.Contain($"node {version}"));
    }

    [TestCase("exit 0", "it has: none")]
    [TestCase("echo '8.0.404 [/usr/share/dotnet/sdk]'", "it has: 8.0.404")]
    public async Task A_missing_or_old_SDK_is_reported_with_the_required_version(string dotnet, string has)
    {
        Stub("dotnet", dotnet);
        CommandResult result = await TryScript.OnAsync([], _folder, user: 1000);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString());
        Assert.That(result.Error, Does.Contain(has).And.Contain("Install the .NET SDK 10.0 "));
    }

    [TestCase("install", "/opt", "install knows no '/opt'")]
    [TestCase("install", "--prefix", "--prefix needs a folder")]
    [TestCase("tests", "", "there is no './try tests'")]
    public async Task An_unknown_argument_starts_nothing(string verb, string argument, string says)
    {
        CommandResult result = await TryScript.OnAsync([], _folder, user: 1000, [verb, .. Words(argument)]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), result.ToString());
        Assert.That(result.Error, Does.Contain(says));
    }

    [TestCase("/packages")]
    [TestCase("/packages/")]
    public async Task The_build_finds_its_compiler_with_any_ending_of_NUGET_PACKAGES(string folder)
    {
        CommandResult result = await Command.RunAsync(
            "dotnet", ["msbuild", "Proxy/Proxy.csproj", "-getProperty:CompileAheadProgram", "-p:Configuration=Release", $"-p:NuGetPackageRoot={folder}"],
            TryScript.Tree);
        Assert.That(result.Output, Does.StartWith("/packages/microsoft.netcore.app.crossgen2."), result.ToString());
    }

    private static string[] Words(string verb) => verb.Length == 0 ? [] : [verb];

    private string[] Prefix(string verb) => verb == "install" ? ["--prefix", _folder] : [];

    private void Stub(string name, string script)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
