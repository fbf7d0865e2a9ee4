using System.Globalization;

namespace SamHost.TestSupport;

/// <summary>
/// How much a test does that counts: a small number by default, so that all tests take minutes; with <c>SAMHOST_TEST_SCALE=full</c> the
/// whole figure; with a number in that variable, so many times the small one. <c>ci</c> keeps the small numbers, and runs the tests of the
/// trait Duration=Long.
/// </summary>
internal static class TestScale
{
    private const string Variable = "SAMHOST_TEST_SCALE";

    /// <summary>The number for this run of the tests.</summary>
    public static int Of(int small, int full) => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "ci" => small,
        "full" => full,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor > 0 =>
            (int)Math.Clamp(small * factor, 1, full),
        var text =>
            throw new InvalidOperationException(
                $"{Variable} is '{text}'; set it to ci, to full, or to a number that small sizes are multiplied by."),
    };
}
