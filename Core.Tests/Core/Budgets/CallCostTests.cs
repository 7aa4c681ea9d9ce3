using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Core.Budgets;

[Parallelizable(ParallelScope.All)]
public sealed class CallCostTests
{
    // Input, whether it was counted, output limit, choices; and the four figures for an unknown model.
    [TestCase(100, false, 4096L, 1, 100, 200, 1024, 4096)]
    [TestCase(100, true, 4096L, 1, 100, 100, 1024, 4096)]
    [TestCase(100, true, 50L, 1, 100, 100, 50, 50)]
    [TestCase(100, true, null, 1, 100, 100, 1024, 131_072)]
    [TestCase(100, true, null, 3, 100, 100, 3072, 393_216)]
    [TestCase(0, true, 0L, 0, 1, 1, 0, 0)]
    [TestCase(long.MaxValue, true, long.MaxValue, 1, 1L << 40, 1L << 40, 1024, 1L << 40)]
    public void The_cost_of_a_call_follows_from_its_facts(
        long input, bool counted, long? limit, long choices, long usualInput, long mostInput, long usualOutput, long mostOutput)
    {
        AdmissionRequest request = new("x", "claude", "m", input, limit, false, choices, counted);
        Assert.That(CallCost.Of(request, new UsualOutput()), Is.EqualTo(new CallCost(usualInput, mostInput, usualOutput, mostOutput)));
    }

    [TestCase(false, 100L, CallCost.Window)]
    [TestCase(true, 100L, 100L)]
    [TestCase(false, 3_000_000L, 6_000_000L)]
    public void Invisible_input_may_fill_the_context_window(bool counted, long input, long most)
    {
        CallCost cost = CallCost.Of(new AdmissionRequest("x", "claude", "m", input, 10, false, IsCounted: counted, IsUnseen: true), new UsualOutput());
        Assert.That((cost.UsualInput, cost.MostInput), Is.EqualTo((input, most)));
    }

    [TestCase(false, 100L, 150L, 200L)]
    [TestCase(false, 100L, 3000L, 3000L)]
    [TestCase(false, 100L, long.MaxValue, CallCost.Window)]
    [TestCase(true, 100L, 3000L, 100L)]
    public void Uncounted_text_may_have_one_token_per_byte(bool counted, long input, long bytes, long most) => Assert.That(
        CallCost.Of(new AdmissionRequest("x", "claude", "m", input, 10, false, IsCounted: counted, InputBytes: bytes), new UsualOutput()).MostInput,
        Is.EqualTo(most));

    [Test]
    public void No_number_of_choices_overflows()
    {
        UsualOutput usual = new();
        usual.Learn("claude", "m", 1L << 40);
        Assert.That(CallCost.Of(new AdmissionRequest("x", "claude", "m", 1, null, false, long.MaxValue), usual).MostOutput, Is.EqualTo(1L << 40));
    }

    [Test]
    public void A_hold_uses_the_highest_weight_of_its_class()
    {
        CallCost cost = new(100, 200, 10, 1000);
        Assert.That(cost.ToHold(new Weights(1, 0.1m, 1.25m, 5)), Is.EqualTo(new CallHold(125 + 50, 250 + 5000)));
        Assert.That(cost.ToHold(new Weights(0, 0, 0, 0)), Is.EqualTo(default(CallHold)));
    }

    [Test]
    public void A_model_without_a_limit_is_held_for_twice_its_usual_output()
    {
        UsualOutput usual = new();
        usual.Learn("claude", "m", 100_000);
        Assert.That(CallCost.Of(new AdmissionRequest("x", "claude", "m", 1, null, false), usual).MostOutput, Is.EqualTo(200_000));
    }

    [Test]
    public void The_usual_output_of_a_model_follows_its_calls()
    {
        UsualOutput usual = new();
        Assert.That(usual.Of("claude", "m"), Is.EqualTo(UsualOutput.Default));
        usual.Learn("claude", "m", 4000);
        Assert.That((usual.Of("claude", "m"), usual.Of("claude", "new"), usual.Of("codex", "m")), Is.EqualTo((4000, 4000, UsualOutput.Default)));
        usual.Learn("claude", "m", 0);
        Assert.That(usual.Of("claude", "m"), Is.EqualTo(4000));
        for (int call = 0; call < 200; call++)
        {
            usual.Learn("claude", "m", 1);
        }

        Assert.That(usual.Of("claude", "m"), Is.EqualTo(UsualOutput.Floor));
        for (int call = 0; call < 3000; call++)
        {
            usual.Learn("claude", $"invented-{call}", 5000);
        }

        Assert.That(usual.Of("claude", "invented-2999"), Is.EqualTo(5000));
        Assert.That(usual.Of("claude", "m"), Is.EqualTo(UsualOutput.Floor), "known models keep their figures");
    }
}
