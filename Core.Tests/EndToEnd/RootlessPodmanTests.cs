namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Users whose podman cannot work without root yet; those whose podman can are in <see cref="ContainerTests"/>.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class RootlessPodmanTests
{
    [TestCase(
        PodmanUser.Range,
        "podman without root needs a range of numbers for bottler in /etc/subuid and /etc/subgid. "
            + "As root: usermod --add-subuids 265536-331071 --add-subgids 265536-331071 bottler. Then: podman system migrate. Or use --isolation sandbox.")]
    [TestCase("/usr/bin/newuidmap", "podman without root needs newuidmap and newgidmap. As root: apt-get install uidmap. Or use --isolation sandbox.")]
    public async Task A_user_whose_podman_lacks_something_is_told_what_to_do(string lacks, string told)
    {
        await using PodmanStore podman = await PodmanStore.CreateLackingAsync(lacks);
        await using CliHost host = await CliHost.StartAsync();
        await host.UseAsync(podman);
        CommandResult result = await host.InBottleAsync(["--isolation", "container", "--image", PodmanStore.Image], "true");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((125, $"bot-bottle: {told}\n")));
    }
}
