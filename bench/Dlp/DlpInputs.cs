using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotBottle.Bench.Dlp;

/// <summary>Inputs for a scanner, one MiB each: ordinary ones, and ones made to slow it down.</summary>
internal static class DlpInputs
{
    private const int Bytes = 1 << 20;

    private const string Code = """
        public sealed class OrderStore(IDbConnection connection, ILogger<OrderStore> logger)
        {
            // Reads what a customer ordered; newest first.
            public async Task<IReadOnlyList<Order>> OfCustomerAsync(string customer, CancellationToken stop)
            {
                const string sql = "SELECT id, total, created_at FROM orders WHERE customer = @customer ORDER BY created_at DESC LIMIT 100";
                if (!string.IsNullOrEmpty(customer) && customer.Length < 64)
                {
                    logger.LogInformation("reading orders of {Customer}", customer);
                    return [.. await connection.QueryAsync<Order>(sql, new { customer }, stop)];
                }

                throw new ArgumentException($"'{customer}' is no customer", nameof(customer));
            }
        }

        """;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Letters = Random(35);

    /// <summary>The inputs by name.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> All { get; } =
    [
        ("prompt JSON", Fill(JsonSerializer.Serialize(
            new { model = "claude-sonnet-4-5", max_tokens = 8192, messages = Enumerable.Repeat(
                new { role = "user", content = "Please find the bug, it's in here:\n```\n" + Code + "```\n" }, 20) },
            Relaxed))),
        ("prompt JSON, quotes as \\u0022", Fill(JsonSerializer.Serialize(new { content = Code }))),
        ("source code", Fill(Code)),
        ("base64 image", Fill(Convert.ToBase64String(RandomBytes(Bytes / 2)))),
        ("binary", RandomBytes(Bytes)),
        ("hex", Fill(Convert.ToHexString(RandomBytes(Bytes / 4)))),
        ("Russian prose", Fill("Съешь же ещё этих мягких французских булок, да выпей чаю. ")),
        ("Chinese prose", Fill("人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。")),
        ("near hits: sk-sk-sk-", Fill("sk-")),
        ("near hits: sk-ant-sk-ant-…", Fill("sk-ant-sk-ant-sk-ant-sk-ant-sk-ant-sk-ant-sk-ant-sk-ant-sk-ant-sk-ant- ")),
        ("near hits: ghp_ and 35", Fill("ghp_" + Letters + " ")),
        ("near hits: eyJ", Fill("eyJ")),
        ("near hits: eyJhbGciOiJI.", Fill("eyJhbGciOiJI.")),
        ("near hits in Base64", Fill(Convert.ToBase64String(Encoding.ASCII.GetBytes("ghp_sk-aAKIA'npm_ ")))),
        ("near hits in hex", Fill("6768705f")),
        ("near hits in escapes", Fill("\\u0067hp_")),
        ("an endless run", Fill("A")),
        ("escapes: %41", Fill("%41")),
        ("escapes: %25", Fill("%25")),
        ("escapes: &amp;", Fill("&amp;")),
        ("backslashes", Fill("\\")),
        ("dashes", Fill("-----BEGIN ")),
        ("authorization: bearer", Fill("authorization: bearer ")),
    ];

    /// <summary>The inputs of the injection scan.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Injection { get; } =
    [
        ("injection: prompt JSON", All[0].Bytes),
        ("injection: source code", All[2].Bytes),
        ("injection: Russian prose", All[6].Bytes),
        ("injection: alternating phrases", Fill($"system prompt{new string('x', 501)}ignore previous{new string('x', 501)}")),
        ("injection: remarks alone", Fill("system prompt ")),
        ("injection: near misses", Fill("system promp ignore previou\n")),
        ("injection: first letters", Fill("disregard the abov dis ign sys for out ")),
        ("injection: blanks", Fill("do   anything     no    ")),
    ];

    /// <summary>Random letters and digits, the same each time.</summary>
    public static string Random(int length, int seed = 1) =>
        new(new Random(seed).GetItems<char>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length));

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(2).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Fill(string text) => Fill(Encoding.UTF8.GetBytes(text));

    /// <summary>Repeats one whole text.</summary>
    public static byte[] Fill(byte[] unit, int length = Bytes)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' '); // the end, so that the next round belongs to no match
        for (int at = 0; at <= length - unit.Length - 8; at += unit.Length)
        {
            unit.CopyTo(bytes.AsSpan(at));
        }

        return bytes;
    }
}
