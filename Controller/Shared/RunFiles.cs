namespace BotBottle.Controller.Shared;

/// <summary>
/// The places in a run's own folder (docs/contracts.md, section 1). The agent writes to <see cref="Home"/> and <see cref="Tmp"/> only.
/// </summary>
/// <param name="Folder">The run's folder: <see cref="BottleHome.RunFolder"/>, or <see cref="BottleHome.FrozenFolder"/>.</param>
internal readonly record struct RunFiles(string Folder)
{
    /// <summary>The bottle's home.</summary>
    public string Home => In("home");

    /// <summary>The bottle's /tmp.</summary>
    public string Tmp => In("tmp");

    /// <summary>The sandbox's /etc.</summary>
    public string Etc => In("etc");

    /// <summary>Programs that a sandbox gets in place of the host's.</summary>
    public string Bin => In("bin");

    /// <summary>The files that a container gets.</summary>
    public string Container => In("container");

    /// <summary>The file that names the image of a container's freeze.</summary>
    public string Image => In("image");

    /// <summary>The folder that covers a shared repository's <c>.git/worktrees</c>.</summary>
    public string Worktrees => In("worktrees");

    /// <summary>The run's CA, PEM, for <c>--isolation none</c>.</summary>
    public string Ca => In("ca.pem");

    /// <summary>The system's roots and the run's CA, PEM, for <c>--isolation none</c>.</summary>
    public string CaBundle => In("ca-bundle.pem");

    /// <summary>The same as a Java truststore.</summary>
    public string JavaStore => In("cacerts");

    /// <summary>Log file of the run's proxies.</summary>
    public string ProxyLog => In("proxy.log");

    /// <summary>The prefix of the spool files of its proxies (<see cref="Core.Control.SpoolFormat"/>).</summary>
    public string Spool => In("spool");

    /// <summary>The definition of the run, by which it can be resumed.</summary>
    public string Definition => In(FrozenFolders.Definition);

    private string In(string name) => Path.Combine(Folder, name);
}
