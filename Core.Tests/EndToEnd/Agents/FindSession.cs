using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// A session in which an agent reads a token, looks at a screenshot and reads random noise. Each turn carries all of it again.
/// </summary>
internal sealed class FindSession : IAsyncDisposable
{
    /// <summary>A token of a format without a checksum. Its first characters are public.</summary>
    public const string Token = "glpat-Zx9Qw3Er7Ty1Ui5Op2As";

    /// <summary>The account of ChatGPT that Codex is logged in to.</summary>
    public const string Account = "account-1";

    /// <summary>The agent's last words.</summary>
    public const string LastWord = "The service is checked.";

    private const string Settings = "service.env";
    private const string Screenshot = "screen.png";
    private const int NoisePerTurn = 28_000; // agents put a longer output into a file

    private FindSession(AgentHost host, PromptCache cache, IReadOnlyList<string> noise, string picture)
    {
        Host = host;
        Cache = cache;
        Noise = noise;
        Picture = picture;
    }

    /// <summary>The mask in its place.</summary>
    public static string Masked { get; } = $"GITLAB_TOKEN={new string('*', Token.Length)}";

    public AgentHost Host { get; }

    public PromptCache Cache { get; }

    /// <summary>The random texts of the noise, Base64 and base64url in turns.</summary>
    public IReadOnlyList<string> Noise { get; }

    /// <summary>The screenshot in Base64.</summary>
    public string Picture { get; }

    /// <summary>The share of the input that the provider read from its cache.</summary>
    public double CachedShare
    {
        get
        {
            TokenUsage sum = Host.Provider.Calls.Select(call => call.Usage).Aggregate(default(TokenUsage), TokenUsage.Add);
            return (double)sum.CacheRead / sum.TotalInput;
        }
    }

    /// <summary>Prepares a session.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="turns">The number of tool calls, at least two.</param>
    /// <param name="takesWebSockets">False for a provider that refuses WebSockets.</param>
    public static async Task<FindSession> StartAsync(Agent agent, int turns, bool takesWebSockets = true)
    {
        PromptCache cache = new();
        AgentTask task = new(
            "check the service",
            [
                new AgentStep.Run($"cat {Settings} noise-0.txt; echo"), new AgentStep.Look(Screenshot),
                .. Enumerable.Range(1, turns - 2).Select(turn => new AgentStep.Run($"cat noise-{turn}.txt; echo")),
            ],
            LastWord);
        AgentHost host = await AgentHost.StartAsync(agent, [task], cache: cache, takesWebSockets: takesWebSockets);
        Random random = new(19);
        byte[] picture = MakePicture(random, 160);
        string[] noise = [.. Enumerable.Range(0, turns - 1).Select(turn => MakeNoise(random, isUrl: turn % 2 == 1))];
        await File.WriteAllTextAsync(Path.Combine(host.Work, Settings), $"REGION=eu-1\nGITLAB_TOKEN={Token}\nLEVEL=info\n");
        await File.WriteAllBytesAsync(Path.Combine(host.Work, Screenshot), picture);
        for (int turn = 0; turn < noise.Length; turn++)
        {
            await File.WriteAllTextAsync(Path.Combine(host.Work, $"noise-{turn}.txt"), noise[turn]);
        }

        return new FindSession(host, cache, noise, Convert.ToBase64String(picture));
    }

    /// <summary>Runs the agent without an operator.</summary>
    public Task<CommandResult> RunAsync(params string[] options) => Host.OneShotAsync("Please check the service.", ["--no-supervise", .. options]);

    /// <summary>Runs Codex without an operator and with a login of ChatGPT instead of a key. Over HTTP it compresses its calls with zstd then.</summary>
    public async Task<CommandResult> RunLoggedInAsync()
    {
        string login = Directory.CreateDirectory(Path.Combine(Host.Work, "login")).FullName;
        JsonObject claims = new()
        {
            ["exp"] = DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeSeconds(),
            ["email"] = "ada@example.com",
            ["https://api.openai.com/auth"] = new JsonObject { ["chatgpt_account_id"] = Account, ["chatgpt_plan_type"] = "pro" },
        };
        string jwt = $"{Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(claims.ToJsonString()))}.c2ln";
        await File.WriteAllTextAsync(Path.Combine(login, "auth.json"), new JsonObject
        {
            ["auth_mode"] = "chatgpt",
            ["tokens"] = new JsonObject { ["id_token"] = jwt, ["access_token"] = jwt, ["refresh_token"] = "none", ["account_id"] = Account },
            ["last_refresh"] = DateTimeOffset.UtcNow.ToString("O"),
        }.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(login, "config.toml"), "sandbox_mode = \"danger-full-access\"\napproval_policy = \"never\"\n");
        Host.Host.Variables[Host.Agent.Key.Variable] = null;
        return await RunAsync("--agent-credentials", "--env", $"CODEX_HOME={login}");
    }

    /// <summary>Runs the agent with routes that look for nothing.</summary>
    public async Task<CommandResult> RunUnscannedAsync()
    {
        string routes = Path.Combine(Host.Host.Root, "routes.yml");
        string hosts = string.Join(", ", new[] { "api.anthropic.com", "api.openai.com" }.Select(host => $"{{host: {host}, dlp: {{outbound_detectors: []}}}}"));
        await File.WriteAllTextAsync(routes, $"routes: [{hosts}]\n");
        return await RunAsync("--routes", routes);
    }

    /// <summary>Describes the session for a failure message.</summary>
    public string Describe(CommandResult result)
    {
        string told = $"{result}\nmistakes: {string.Join('\n', Host.Model.Mistakes)}\ncached: {CachedShare}\ncalls:\n{string.Join('\n', Host.Provider.Calls)}";
        return $"{told}\nresults:\n{string.Join("\n---\n", Host.Model.Results.Select(one => one[..Math.Min(one.Length, 300)]))}";
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static string MakeNoise(Random random, bool isUrl)
    {
        byte[] bytes = new byte[NoisePerTurn * 3 / 4];
        random.NextBytes(bytes);
        string text = Convert.ToBase64String(bytes);
        return isUrl ? text.Replace('+', '-').Replace('/', '_') : text;
    }

    // RFC 2083: random pixels, which do not shrink.
    private static byte[] MakePicture(Random random, int side)
    {
        using MemoryStream lines = new();
        using (ZLibStream packed = new(lines, CompressionLevel.NoCompression, leaveOpen: true))
        {
            for (int line = 0; line < side; line++)
            {
                byte[] pixels = new byte[1 + (side * 3)];
                random.NextBytes(pixels.AsSpan(1));
                packed.Write(pixels);
            }
        }

        byte[] size = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(size, side);
        BinaryPrimitives.WriteInt32BigEndian(size.AsSpan(4), side);
        (size[8], size[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", size), .. Chunk("IDAT", lines.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. data];
        byte[] chunk = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Checksum(body));
        return chunk;
    }

    private static uint Checksum(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte next in bytes)
        {
            sum ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320 & (0 - (sum & 1)));
            }
        }

        return ~sum;
    }
}
