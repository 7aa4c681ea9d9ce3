using BotBottle.Controller.Bottles;

namespace BotBottle.Controller.Launching;

/// <summary>Finds the proxy of this installation, in the folder <c>proxy</c> beside the CLI.</summary>
internal static class ProxyProgram
{
    /// <summary>Gets its path and the variables that its runtime needs.</summary>
    /// <exception cref="ProxyStartException">The proxy is missing.</exception>
    public static OwnProgram Find()
    {
        OwnProgram cli = OwnProgram.Find();
        string folder = Path.Combine(Path.GetDirectoryName(typeof(ProxyProgram).Assembly.Location)!, "proxy");
        string executable = Path.Combine(folder, "bot-bottle-proxy");
        return File.Exists(executable)
            ? new OwnProgram(executable, [], cli.Environment)
            : throw new ProxyStartException($"{executable} is missing; build or install Bot Bottle again");
    }
}
