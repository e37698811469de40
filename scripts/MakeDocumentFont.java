import java.io.*;
import java.nio.charset.Charset;
import java.nio.file.*;
import java.util.*;
import org.apache.fontbox.ttf.*;

/// Cuts the font of documents out of WenQuanYi Micro Hei: Latin, Greek, Cyrillic, signs, and the
/// ideographs of a character set. Arguments: wqy-microhei.ttc OUT.ttf GBK
public class MakeDocumentFont {
    public static void main(String[] args) throws IOException {
        var collection = new TrueTypeCollection(new File(args[0]));
        TrueTypeFont font = collection.getFontByName("WenQuanYiMicroHei");
        var subsetter = new TTFSubsetter(font, List.of("head","hhea","maxp","hmtx","loca","glyf","name","OS/2","post","cmap","cvt ","fpgm","prep"));
        CmapLookup cmap = font.getUnicodeCmapLookup();
        var gb = Charset.forName(args[2]).newEncoder();
        int n = 0;
        for (int c = 0x20; c < 0x10000; c++) {
            boolean hanzi = c >= 0x2e80 && c < 0xff00;
            boolean wanted = c < 0x530 || (c >= 0x2000 && c < 0x2e80) || c >= 0xff00 || c>=0x3000 && c<0x3100
                    || (hanzi && !Character.isSurrogate((char) c) && gb.canEncode((char) c));
            if (wanted && cmap.getGlyphId(c) != 0) { subsetter.add(c); n++; }
        }
        try (var out = new FileOutputStream(args[1])) { subsetter.writeToStream(out); }
        System.out.println(n + " characters, " + Files.size(Path.of(args[1])) + " bytes");
    }
}
