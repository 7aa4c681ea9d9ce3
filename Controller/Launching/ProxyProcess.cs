using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>One proxy process from its start to its end.</summary>
internal sealed class ProxyProcess : IDisposable
{
    /// <summary>The first listener's file descriptor in the proxy; the others follow.</summary>
    public const int FirstDescriptor = 10;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly ChildProcess _child;
    private readonly AnonymousPipeServerStream _output;

    private ProxyProcess(ChildProcess child, AnonymousPipeServerStream output)
    {
        _child = child;
        _output = output;
        Ended = child.WaitAsync();
    }

    /// <summary>Its process id.</summary>
    public int Pid => _child.Pid;

    /// <summary>Completes when the process has ended.</summary>
    public Task<ExitStatus> Ended { get; }

    /// <summary>Starts a proxy and waits until it accepts connections.</summary>
    /// <param name="environment">The host's environment; the proxy gets only the variables that the runtime needs.</param>
    /// <param name="configuration">The proxy's configuration; it goes through a pipe, because it contains secrets.</param>
    /// <param name="listeners">The sockets, in the order in which the configuration numbers them from <see cref="FirstDescriptor"/>.</param>
    /// <param name="errors">File for its standard error.</param>
    /// <param name="cancellation">Gives up and ends the process.</param>
    /// <exception cref="ProxyStartException">It could not be started, it ended, or it did not report that it is ready.</exception>
    public static async Task<ProxyProcess> StartAsync(
        IReadOnlyDictionary<string, string> environment, ProxyConfiguration configuration, IReadOnlyList<SafeHandle> listeners, SafeFileHandle errors,
        CancellationToken cancellation)
    {
        AnonymousPipeServerStream input = new(PipeDirection.Out, HandleInheritability.None);
        AnonymousPipeServerStream output = new(PipeDirection.In, HandleInheritability.None);
        ProxyProcess process = new(Spawn(environment, input.ClientSafePipeHandle, output.ClientSafePipeHandle, errors, listeners), output);
        input.DisposeLocalCopyOfClientHandle();
        output.DisposeLocalCopyOfClientHandle();
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StartLimit);
            string? said = await ConfigureAsync(input, output, configuration).WaitAsync(limit.Token);
            return said == "ready" ? process : throw new ProxyStartException(said ?? $"it ended with code {(await process.Ended).Code}");
        }
        catch (Exception failure)
        {
            process.Kill();
            process.Dispose();
            throw failure is OperationCanceledException && !cancellation.IsCancellationRequested
                ? new ProxyStartException($"it was not ready within {StartLimit.TotalSeconds:0} s", failure)
                : failure;
        }
    }

    /// <summary>
    /// Tells the process to end after its last reports. After <paramref name="patience"/> it is killed; its spool keeps the reports that it did not send.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _child.Signal(Signal.Terminate);
        if (await Task.WhenAny(Ended, Task.Delay(patience)) != Ended)
        {
            Kill();
        }

        await Ended;
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Kill() => _child.Signal(Signal.Kill);

    private static ChildProcess Spawn(
        IReadOnlyDictionary<string, string> host, SafeHandle input, SafeHandle output, SafeHandle errors, IReadOnlyList<SafeHandle> listeners)
    {
        OwnProgram program = ProxyProgram.Find();
        try
        {
            return Spawner.Start(new SpawnRequest
            {
                Path = program.Path,
                Arguments = program.Prefix,
                Environment = RuntimeEnvironment.Make(program, host, ("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1")),
                WorkingFolder = "/",
                Descriptors =
                [
                    new DescriptorMapping(input, 0), new DescriptorMapping(output, 1), new DescriptorMapping(errors, 2),
                    .. listeners.Select((listener, i) => new DescriptorMapping(listener, FirstDescriptor + i)),
                ],
                NewSession = true,
            });
        }
        catch (Win32Exception failure)
        {
            throw new ProxyStartException($"{program.Path}: {failure.Message}", failure);
        }
    }

    /// <summary>Writes the configuration and reads the first line of output; null if the process ended without one.</summary>
    private static async Task<string?> ConfigureAsync(
        AnonymousPipeServerStream input, AnonymousPipeServerStream output, ProxyConfiguration configuration)
    {
        try
        {
            await using (input)
            {
                await JsonSerializer.SerializeAsync(input, configuration, ControlJson.Default.ProxyConfiguration);
            }
        }
        catch (IOException)
        {
            // The process ended before it had read everything; its output or its exit code tells why.
        }

        // Not disposed, because that would close the pipe that the proxy writes to.
        return await new StreamReader(output).ReadLineAsync();
    }
}
