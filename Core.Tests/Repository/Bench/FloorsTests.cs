using BotBottle.Bench.Load.Peers;

namespace BotBottle.Core.Tests.Repository.Bench;

[Parallelizable(ParallelScope.All)]
public sealed class FloorsTests
{
    [TestCase(0.2, null)]
    [TestCase(0.1, null)]
    [TestCase(0.05, "json: 0.050 of no proxy, 50 % below the floor of 0.100")]
    [TestCase(double.NaN, "json: not measured")]
    [TestCase(double.PositiveInfinity, "json: not measured")]
    public void A_figure_below_its_floor_or_without_a_number_fails(double measured, string? sentence)
    {
        Dictionary<string, double> floors = new() { ["json"] = 0.1 };
        string[] expected = sentence is null ? [] : [sentence];
        Assert.That(Floors.Missed(floors, new Dictionary<string, double> { ["json"] = measured }), Is.EqualTo(expected));
    }

    [Test]
    public void A_missing_figure_fails() =>
        Assert.That(Floors.Missed(new Dictionary<string, double> { ["up"] = 0.1 }, new Dictionary<string, double>()), Is.EqualTo(new[] { "up: not measured" }));

    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("")]
    [TestCase("""{"json": 0}""")]
    [TestCase("""{"json": 0.1, "json": 0.001}""")]
    public void A_file_without_comparisons_is_an_error(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Assert.That(() => Floors.Read(file), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(file));
            File.WriteAllText(file, """{"json": 0.1}""");
            Assert.That(Floors.Read(file), Is.EqualTo(new Dictionary<string, double> { ["json"] = 0.1 }));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
