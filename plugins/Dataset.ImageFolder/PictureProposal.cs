using System.Text.Json.Nodes;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>Says how a folder that nobody has described would be read: the size of the inputs, grey or colour, what is broken.</summary>
/// <param name="request">What is looked at.</param>
/// <param name="options">The defaults.</param>
internal sealed class PictureProposal(ProposalRequest request, ImageFolderOptions options)
{
    // Larger inputs take a larger network than is proposed with them.
    private const int LargestSide = 64;

    /// <summary>Looks at the pictures.</summary>
    internal OptionsProposal Make()
    {
        var proposed = new JsonObject { ["Path"] = request.Source };
        List<string> findings = [];
        var pictures = PictureList.OfAll(request.Path);
        var sizes = pictures.Select(picture => PictureDecoder.Look(picture.Path)).OfType<(int Width, int Height, bool IsGrey)>().ToList();
        if (sizes.Count == 0) throw new DataFileException(request.Path, null, "no picture can be read");
        var (width, height) = (Median(sizes.Select(size => size.Width)), Median(sizes.Select(size => size.Height)));
        if (Math.Max(width, height) > LargestSide || sizes.Exists(size => (size.Width, size.Height) != (width, height)))
        {
            width = height = Math.Min(LargestSide, Math.Min(width, height));
            (proposed["Width"], proposed["Height"], proposed["Fit"]) = (width, height, nameof(PictureFit.Crop));
            findings.Add(
                $"Pictures are {sizes.Min(size => size.Width)} to {sizes.Max(size => size.Width)} wide and "
                    + $"{sizes.Min(size => size.Height)} to {sizes.Max(size => size.Height)} high: the middle of each is taken, as "
                    + $"{width} x {height}.");
        }

        var channels = sizes.TrueForAll(size => size.IsGrey) ? 1 : 3;
        proposed["Channels"] = channels;
        var decoder = new PictureDecoder(width, height, channels, options.Fit, options.MaxPixels);
        var broken = pictures.AsParallel().Count(picture => decoder.Decode(picture.Path, new byte[decoder.Size]) is not null);
        if (broken == 0) return new OptionsProposal(proposed, findings);
        proposed["Broken"] = nameof(BrokenPictures.Skip);
        findings.Add($"{broken} files cannot be read as pictures: they are left out.");
        return new OptionsProposal(proposed, findings);
    }

    private static int Median(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
