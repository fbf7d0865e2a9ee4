using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>The options of the data set <c>fashion-mnist</c>.</summary>
public sealed class FashionMnistOptions
{
    /// <summary>The folder of the four IDX files; null for the usual places.</summary>
    [Description(
        "Folder of the four IDX files, plain or gzip. Unset: ./data/fashion-mnist, then /usr/share/datasets/fashion-mnist (Debian's "
            + "package dataset-fashion-mnist).")]
    [MinLength(1)]
    public string? Folder { get; set; }

    /// <summary>The number of training images to draw by the run's seed; null for all.</summary>
    [Description("Number of training images, drawn without replacement by the run's seed. Unset: all.")]
    [Range(1, int.MaxValue)]
    public int? TrainCount { get; set; }

    /// <summary>The number of test images to draw by the run's seed; null for all.</summary>
    [Description("Number of test images, drawn without replacement by the run's seed. Unset: all.")]
    [Range(1, int.MaxValue)]
    public int? TestCount { get; set; }
}
