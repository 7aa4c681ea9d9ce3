using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Container;
using BotBottle.Controller.Bottles.None;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Launching;

/// <summary>The backends by the name that <c>--isolation</c> gives them.</summary>
internal static class Backends
{
    /// <summary>Makes one.</summary>
    /// <param name="name">sandbox, container or none.</param>
    /// <param name="messages">Where it tells its caller things: standard error.</param>
    /// <exception cref="BottleException">There is no such backend, or not on this system.</exception>
    public static IBottleBackend Create(string name, TextWriter messages) => name switch
    {
        "sandbox" when OperatingSystem.IsLinux() => new SandboxBackend(messages),
        "sandbox" => throw new BottleException(
            "the sandbox is made of Linux namespaces. On this system use, unprotected, --isolation none."),
        "container" when OperatingSystem.IsLinux() => new ContainerBackend(messages),
        "container" => throw new BottleException(
            "the container backend reaches into the container's network namespace, which here lies in a virtual machine: it needs Linux. Use, unprotected, --isolation none."),
        "none" => new NoneBackend(messages),
        _ => throw new BottleException($"there is no isolation '{name}': sandbox, container or none."),
    };
}
