using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.AugmentationPictures;

/// <summary>Options of <c>random-crop</c>.</summary>
public sealed class RandomCropOptions
{
    /// <summary>In pixels. Default 4.</summary>
    [Description("How many pixels of zeros are put around a picture: it is shifted by at most as many.")]
    [Range(1, 1000)]
    public int Padding { get; set; } = 4;
}
