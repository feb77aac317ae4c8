package io.medml.core.document;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads pages and drawings back with the JDK's XML parser. */
final class Pages {

    static {
        // the library's module does not need java.xml; its tests do
        Pages.class
                .getModule()
                .addReads(ModuleLayer.boot().findModule("java.xml").orElseThrow());
    }

    private Pages() {}

    static Element parsed(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler() {
                @Override
                public void error(SAXParseException e) throws SAXException {
                    throw e;
                }
            });
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        }
    }

    static int count(Element root, String name) {
        return root.getElementsByTagName(name).getLength();
    }

    /** The text of an element, with every {@code br} as a line feed. */
    static String text(Element element) {
        StringBuilder text = new StringBuilder();
        collect(element, text);
        return text.toString();
    }

    private static void collect(org.w3c.dom.Node node, StringBuilder text) {
        NodeList children = node.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            org.w3c.dom.Node child = children.item(i);
            if (child.getNodeName().equals("br")) {
                text.append('\n');
            } else if (child instanceof org.w3c.dom.Text characters) {
                text.append(characters.getData());
            } else {
                collect(child, text);
            }
        }
    }

    /** Elements and their attribute names in document order: what markup there is, whatever the texts. */
    static String skeleton(Element root) {
        StringBuilder shape = new StringBuilder();
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.getTagName().equals("br") || element.getTagName().equals("bdi")) {
                continue; // line breaks and right-to-left letters of a text
            }
            shape.append(element.getTagName());
            for (int j = 0; j < element.getAttributes().getLength(); j++) {
                shape.append(' ').append(element.getAttributes().item(j).getNodeName());
            }
            shape.append('\n');
        }
        return shape.toString();
    }
}
