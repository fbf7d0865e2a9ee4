using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.TestPlugins.DiskPictures;

public sealed class DiskPicturesOptions
{
    [Description("The file of pictures."), Required]
    public string Path { get; set; } = "";

    [Description("Whether all are held in memory.")]
    public bool InMemory { get; set; }
}
