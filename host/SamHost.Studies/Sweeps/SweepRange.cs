using System.Buffers.Binary;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SamHost.Configuration;

namespace SamHost.Studies.Sweeps;

/// <summary>A range of a sweep: values are drawn from it.</summary>
internal sealed class SweepRange : IValidatableObject
{
    [Description("The lowest value.")]
    [Required]
    public double? From { get; set; }

    [Description("The highest value.")]
    [Required]
    public double? To { get; set; }

    [Description("Linear, or Log: equally likely in each decade.")]
    public SweepScale Scale { get; set; } = SweepScale.Linear;

    [Description("Whether only whole numbers are drawn.")]
    public bool Integer { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (From >= To) yield return new ValidationResult("is not above From; give a larger To.", [nameof(To)]);
        if (Scale == SweepScale.Log && From <= 0) yield return new ValidationResult("must be above 0 on a Log scale.", [nameof(From)]);
        if (Integer && Math.Ceiling(From!.Value) > Math.Floor(To!.Value))
            yield return new ValidationResult("leaves no whole number in the range.", [nameof(To)]);
    }

    /// <summary>
    /// The value of a draw, to four digits. It depends on seed, path and draw alone: another range beside this one changes nothing here,
    /// and more draws leave the first ones as they are.
    /// </summary>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="path">The path that the range is for.</param>
    /// <param name="draw">The number of the draw, from 0.</param>
    /// <param name="origin">The origin of the value.</param>
    public SettingsNode Draw(long seed, string path, int draw, string origin)
    {
        var digest =
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"SamHost sweep {seed} {path} {draw}")));
        var share = (BinaryPrimitives.ReadUInt64BigEndian(digest) >> 11) * Math.Pow(2, -53);
        var (from, to) = (From!.Value, To!.Value);
        // Each whole number has an interval of its own, of length one.
        if (Integer) (from, to) = (Math.Ceiling(from), Math.Floor(to) + 1);
        var value = Scale == SweepScale.Log
            ? Math.Exp(Math.Log(from) + share * (Math.Log(to) - Math.Log(from)))
            : from + share * (to - from);
        var text = Integer
            ? Math.Clamp(Math.Floor(value), from, to - 1).ToString("0", CultureInfo.InvariantCulture)
            : Rounded(value, from, to);
        return SettingsNode.Value(SettingsKind.Number, text, origin);
    }

    // Shortest text that reads back the same: the run's configuration holds this number.
    private static string Rounded(double value, double from, double to) =>
        Math.Clamp(double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), from, to)
            .ToString("R", CultureInfo.InvariantCulture);
}
