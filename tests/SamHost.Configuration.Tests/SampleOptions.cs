using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Configuration.Tests;

/// <summary>Options with a property of every kind that settings can express.</summary>
public sealed class SampleOptions : IValidatableObject
{
    [Required]
    public string Title { get; set; } = "";

    [Description("Passes over the training set."), Range(1, int.MaxValue)]
    public int Epochs { get; set; } = 10;

    [Description("Step size."), Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Rate { get; set; } = 0.1;

    // Integer bounds on a floating-point option: 0.9 is in range and 1.4 is not, whatever the attribute rounds.
    [Range(0, 1, MaximumIsExclusive = true)]
    public float Momentum { get; set; } = 0.9f;

    public byte Channels { get; set; } = 3;

    public long? Limit { get; set; }

    public bool Shuffle { get; set; } = true;

    public SampleSchedule Schedule { get; set; } = SampleSchedule.Cosine;

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    [Range(0, 100), MinLength(1), MaxLength(4)]
    public int[] Seeds { get; set; } = [1, 2, 3];

    public IReadOnlyList<string> Tags { get; set; } = [];

    [Range(0.0, 1.0)]
    public List<double[]> Matrix { get; set; } = [];

    public Dictionary<string, int> Map { get; set; } = [];

    [RegularExpression("[a-z]+"), StringLength(8, MinimumLength = 2)]
    public string? Code { get; set; }

    public SampleWarmup Warmup { get; set; } = new() { Steps = 2 };

    public SampleWarmup? Extra { get; set; }

    public List<SampleWarmup> Stages { get; set; } = [];

    public SettingsNode? Model { get; set; }

    // Not options: no key sets them.
    public int ReadOnly => 1;

    public int PrivatelySet { get; private set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Warmup.Steps > Epochs)
            yield return new ValidationResult(
                $"{Warmup.Steps} is more than Epochs, {Epochs}; give at most that.", [$"{nameof(Warmup)}:{nameof(Warmup.Steps)}"]);
    }
}
